using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>What stays the same over a run.</summary>
public sealed record RunPlan
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The strategy.</summary>
    public required IFederatedStrategy Strategy { get; init; }

    /// <summary>Manifest of what travels.</summary>
    public required ParameterManifest Manifest { get; init; }

    /// <summary>Rounds on record.</summary>
    public required int TotalRounds { get; init; }

    /// <summary>Rounds in which each site is asked; the protocol's number of rounds.</summary>
    public required int VisitsPerSite { get; init; }

    /// <summary>Training sites that must contribute to a round that asks all of them.</summary>
    public required int Quorum { get; init; }

    /// <summary>All training sites and their patients.</summary>
    public required Population Population { get; init; }

    /// <summary>Rounds without a better holdout loss before the run ends; null: no early stopping.</summary>
    public int? Patience { get; init; }

    /// <summary>Whether earlier models may be returned to.</summary>
    public bool KeepsEveryModel => Patience is not null;

    /// <summary>Quorum of a round that asks <paramref name="selected"/> sites: as many may be absent as of the whole.</summary>
    public int QuorumOf(int selected) => Math.Max(0, selected - (Population.Sites - Quorum));
}
