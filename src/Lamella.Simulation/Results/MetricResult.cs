using System.Text.Json.Serialization;

namespace Lamella.Simulation.Results;

/// <summary>One metric of one run on one scope.</summary>
/// <param name="Scope"><c>pooled</c>, <c>mean-of-sites</c> or <c>site:{id}</c>; see <see cref="Federation.Metrics.ScopeNames"/>.</param>
/// <param name="Name">Name of the metric, e.g. <c>auc</c>.</param>
/// <param name="Value">Its value; null where undefined or withheld.</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval; null with the value, or when too few replicates are defined.</param>
/// <param name="High">Upper end.</param>
/// <param name="N">Test patients in the scope.</param>
/// <param name="Withheld">Why the value is withheld; null (and not written) when it is not.</param>
/// <param name="Sites">Sites behind a mean of sites; null (and not written) elsewhere.</param>
public sealed record MetricResult(
    string Scope,
    string Name,
    double? Value,
    double? Low,
    double? High,
    int N,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Withheld = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Sites = null);
