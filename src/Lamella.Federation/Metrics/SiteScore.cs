using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>What scoring one model on a site's own test patients gave.</summary>
/// <param name="Arm">Whose model it is; see <see cref="ScoredArms"/>.</param>
/// <param name="Model">SHA-256 of the model, lower-case hex.</param>
/// <param name="Patients">Test patients.</param>
/// <param name="Withheld">Why the metrics must not be told; empty when they may be.</param>
/// <param name="Metrics">The metrics of the task, in the order of <see cref="MetricSet"/>.</param>
public sealed record SiteScore(string Arm, string Model, int Patients, string Withheld, ImmutableArray<ScoredMetric> Metrics)
{
    /// <summary>As it may leave the site: what is withheld has no metrics, and no count of patients below the smallest cell.</summary>
    /// <param name="minimumCell">The protocol's smallest cell.</param>
    public SiteScore AsTold(int minimumCell) => Withheld.Length == 0 ? this : this with { Patients = Patients < minimumCell ? 0 : Patients, Metrics = [] };
}
