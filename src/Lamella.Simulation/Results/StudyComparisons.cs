using System.Collections.Immutable;

namespace Lamella.Simulation.Results;

/// <summary>What the runs say together: the content of <c>comparisons.json</c>. The schema is docs/comparisons.schema.json.</summary>
/// <param name="Study">The study's short name.</param>
/// <param name="ProtocolSha256">Hash of the protocol's canonical bytes.</param>
/// <param name="Metric">The primary metric, by which arms are compared; higher is better.</param>
/// <param name="Summaries">Each arm on each scope.</param>
/// <param name="Comparisons">Each federated strategy against best local, ensemble and pooled, as far as these were run; in a deployed study against each site's own model.</param>
public sealed record StudyComparisons(
    string Study, string ProtocolSha256, string Metric, ImmutableArray<ArmSummary> Summaries, ImmutableArray<ArmComparison> Comparisons)
{
    /// <summary>Against the local arm that is best by mean over seeds on the pooled test patients.</summary>
    public const string BestLocal = "best-local";

    /// <summary>Against the site's own model, on the site's own test patients: in a deployed study.</summary>
    public const string OwnModel = "own-model";
}
