using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Lamella.Simulation.Results;

/// <summary>One arm under one seed.</summary>
public sealed record RunResult
{
    /// <summary><c>local:{site}</c>, <c>ensemble</c>, <c>federated</c> or <c>pooled</c>; see <see cref="Federation.Metrics.ArmNames"/>.</summary>
    public required string Arm { get; init; }

    /// <summary>Name of the strategy of a federated arm; null for the others.</summary>
    public string? Strategy { get; init; }

    /// <summary>The seed all draws of the run follow from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Rounds trained; 0 for the ensemble.</summary>
    public required int Rounds { get; init; }

    /// <summary>Wall-clock seconds of training and testing.</summary>
    public required double Seconds { get; init; }

    /// <summary>SHA-256 of the model file in lower-case hex; null for the ensemble, which has no model of its own.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary><c>completed-degraded</c> when a site was missing from some round; null (and not written) when every round was complete.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>Metrics by scope, pooled first, then the sites in site-id order.</summary>
    public required ImmutableArray<MetricResult> Metrics { get; init; }
}
