using System.Text.Json.Serialization;

namespace Lamella.Simulation.Results;

/// <summary>The primary metric of an arm on a scope, averaged over seeds.</summary>
/// <param name="Arm">The arm; see <see cref="Federation.Metrics.ArmNames"/>.</param>
/// <param name="Strategy">Its strategy, when federated.</param>
/// <param name="Scope">The scope; see <see cref="Federation.Metrics.ScopeNames"/>.</param>
/// <param name="Mean">Mean over the seeds with a defined value; null when there is none.</param>
/// <param name="Sd">Standard deviation over seeds (n - 1); null with fewer than two.</param>
/// <param name="Low">Lower end of the 95 % interval of the mean: bootstrap over patients, seeds as they are. In a deployed study only a site under one seed has one.</param>
/// <param name="High">Upper end.</param>
/// <param name="Seeds">Seeds with a defined value.</param>
/// <param name="N">Distinct test patients over all seeds; in a deployed study the most under one seed.</param>
/// <param name="Withheld">Why it is withheld; null (and not written) when it is not.</param>
/// <param name="Sites">Sites behind a mean of sites; null (and not written) elsewhere.</param>
public sealed record ArmSummary(
    string Arm,
    string? Strategy,
    string Scope,
    double? Mean,
    double? Sd,
    double? Low,
    double? High,
    int Seeds,
    int N,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Withheld = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Sites = null);
