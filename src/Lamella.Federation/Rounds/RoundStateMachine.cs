using System.Collections.Frozen;

namespace Lamella.Federation.Rounds;

/// <summary>Where a round stands.</summary>
public enum RoundPhase
{
    /// <summary>R1 done.</summary>
    Opened,

    /// <summary>R2 done.</summary>
    SitesSelected,

    /// <summary>R3 done: sites may train (R4) and send updates (R5).</summary>
    ModelPublished,

    /// <summary>R6 done with quorum.</summary>
    Closed,

    /// <summary>R6 done without quorum.</summary>
    QuorumMissed,

    /// <summary>R7 done.</summary>
    Aggregated,

    /// <summary>R8 done; the round is history.</summary>
    Recorded,
}

/// <summary>What moves a round.</summary>
public enum RoundStep
{
    /// <summary>R2.</summary>
    SelectSites,

    /// <summary>R3.</summary>
    PublishModel,

    /// <summary>R5: an update was received and found valid.</summary>
    AcceptUpdate,

    /// <summary>R5: an update was refused, or a site failed.</summary>
    ExcludeSite,

    /// <summary>R6 with quorum.</summary>
    Close,

    /// <summary>R6 without.</summary>
    MissQuorum,

    /// <summary>R7.</summary>
    Aggregate,

    /// <summary>R8.</summary>
    Record,
}

/// <summary>The table of a round. What is not in it is an error.</summary>
public static class RoundStateMachine
{
    private static readonly FrozenDictionary<(RoundPhase, RoundStep), RoundPhase> Table = new Dictionary<(RoundPhase, RoundStep), RoundPhase>
    {
        [(RoundPhase.Opened, RoundStep.SelectSites)] = RoundPhase.SitesSelected,
        [(RoundPhase.SitesSelected, RoundStep.PublishModel)] = RoundPhase.ModelPublished,
        [(RoundPhase.ModelPublished, RoundStep.AcceptUpdate)] = RoundPhase.ModelPublished,
        [(RoundPhase.ModelPublished, RoundStep.ExcludeSite)] = RoundPhase.ModelPublished,
        [(RoundPhase.ModelPublished, RoundStep.Close)] = RoundPhase.Closed,
        [(RoundPhase.ModelPublished, RoundStep.MissQuorum)] = RoundPhase.QuorumMissed,
        [(RoundPhase.Closed, RoundStep.Aggregate)] = RoundPhase.Aggregated,
        [(RoundPhase.Aggregated, RoundStep.Record)] = RoundPhase.Recorded,
        [(RoundPhase.QuorumMissed, RoundStep.Record)] = RoundPhase.Recorded,
    }.ToFrozenDictionary();

    /// <summary>The phase after a step.</summary>
    public static RoundPhase Next(RoundPhase phase, RoundStep step) =>
        Table.TryGetValue((phase, step), out var next) ? next : throw new InvalidOperationException($"A round that is {phase} cannot {step}.");
}
