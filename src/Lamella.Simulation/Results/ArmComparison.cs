using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Lamella.Simulation.Results;

/// <summary>A federated arm minus another arm, on the same test patients.</summary>
public sealed record ArmComparison
{
    /// <summary>Strategy of the federated arm.</summary>
    public required string Strategy { get; init; }

    /// <summary>What it is compared with: <c>best-local</c>, <c>ensemble</c>, <c>pooled</c> or <c>own-model</c>.</summary>
    public required string Against { get; init; }

    /// <summary>The arm behind that, e.g. <c>local:a</c>.</summary>
    public required string Arm { get; init; }

    /// <summary>On whose test patients, where it is not the pooled ones; null (and not written) where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>Sites behind a mean of sites; null (and not written) elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Sites { get; init; }

    /// <summary>Mean over seeds of federated minus the other arm; null where undefined.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation of the difference over seeds (n - 1).</summary>
    public double? Sd { get; init; }

    /// <summary>Lower end of the 95 % interval of the mean: paired bootstrap over patients, seeds as they are.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end.</summary>
    public double? High { get; init; }

    /// <summary>Distinct test patients over all seeds; in a deployed study the most under one seed.</summary>
    public required int N { get; init; }

    /// <summary>The difference under each seed.</summary>
    public required ImmutableArray<SeedDifference> PerSeed { get; init; }
}

/// <summary>A difference under one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Difference">Federated minus the other arm; null where undefined.</param>
public sealed record SeedDifference(ulong Seed, double? Difference);
