using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>Where a run stands: the fold of its events. It does not grow with the number of rounds.</summary>
/// <param name="Run">The run.</param>
public sealed record RunState(RunId Run)
{
    /// <summary>Where it stands.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>Whom and what it waits for; empty unless waiting.</summary>
    public string WaitingFor { get; init; } = "";

    /// <summary>The last recorded round; before the first, what comes before it.</summary>
    public int Round { get; init; }

    /// <summary>Blob of the current model; empty before the run opens.</summary>
    public string Model { get; init; } = "";

    /// <summary>Blobs of the current server state.</summary>
    public ImmutableArray<string> ServerState { get; init; } = [];

    /// <summary>Blob of the totals of the preparation round; null without.</summary>
    public string? Aggregates { get; init; }

    /// <summary>The round under way; null between rounds.</summary>
    public RoundState? Current { get; init; }

    /// <summary>Late updates that nobody has judged yet, in the order they came.</summary>
    public ImmutableArray<UpdateSubmitted> LateUnsettled { get; init; } = [];

    /// <summary>Late updates that count in the next round that closes.</summary>
    public ImmutableArray<UpdateSubmitted> LateToUse { get; init; } = [];

    /// <summary>Training patients behind each site's last accepted update; what absent sites count for.</summary>
    public ImmutableSortedDictionary<SiteId, long> Samples { get; init; } = ImmutableSortedDictionary<SiteId, long>.Empty;

    /// <summary>Rounds that lacked a site so far.</summary>
    public int ShortRounds { get; init; }

    /// <summary>The round with the least holdout loss of its base model; null without early stopping.</summary>
    public BestModel? Best { get; init; }

    /// <summary>The last recorded round.</summary>
    public RoundOutcome? Last { get; init; }

    /// <summary>How it stands for people.</summary>
    public RunStatus Status { get; init; } = RunStatus.Queued;

    /// <summary>Why it ended so, when not completed.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Blobs that the run still needs.</summary>
    public IEnumerable<string> Reachable()
    {
        IEnumerable<string?> names = [Model, Aggregates, Best?.Model];
        if (Phase == RunPhase.Ended)
            names = [Model, Aggregates];
        else
            names = names.Concat(ServerState);
        if (Current is not null && Phase != RunPhase.Ended)
            names = [.. names, Current.Base, .. Current.ServerState, .. Current.Sites.Values.Select(s => s.Update?.Update), .. Current.Contributions.Select(c => c.Update)];
        return names.Concat(LateUnsettled.Concat(LateToUse).Select(u => u.Update)).Where(n => !string.IsNullOrEmpty(n)).Select(n => n!);
    }
}

/// <summary>A model that early stopping may return to.</summary>
/// <param name="Model">Its blob.</param>
/// <param name="Round">The round that judged it.</param>
/// <param name="Loss">Its holdout loss.</param>
public sealed record BestModel(string Model, int Round, double Loss);
