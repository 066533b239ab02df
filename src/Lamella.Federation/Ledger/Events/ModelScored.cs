using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger.Events;

/// <summary>A model scored on the site's own test patients, at the site. Figures over all of them leave it, and nothing of any one.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement.</param>
/// <param name="Seen">Head last seen.</param>
/// <param name="Run">The run, which is over.</param>
/// <param name="Arm">Whose model it is; see <see cref="ScoredArms"/>.</param>
/// <param name="Model">SHA-256 of the scored model: the run's, or one that the site trained alone and keeps.</param>
/// <param name="Patients">Test patients; 0 where withheld and fewer than the protocol's smallest cell.</param>
/// <param name="Withheld">Why no metrics are told; empty when they are.</param>
/// <param name="Metrics">The metrics of the study's task, all of them in their order; none when withheld.</param>
public sealed record ModelScored(
    SiteId Site, long Number, Head Seen, RunId Run, string Arm, string Model, long Patients, string Withheld, ImmutableArray<ScoredMetric> Metrics)
    : SiteStatement(Site, Number, Seen);
