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
    public ImmutableArray<LateUpdate> LateToUse { get; init; } = [];

    /// <summary>Training patients behind each site's last accepted update; what absent sites count for.</summary>
    public ImmutableSortedDictionary<SiteId, long> Samples { get; init; } = ImmutableSortedDictionary<SiteId, long>.Empty;

    /// <summary>Rounds that lacked a site so far.</summary>
    public int ShortRounds { get; init; }

    /// <summary>The round with the least holdout loss of its base model; null without early stopping.</summary>
    public BestModel? Best { get; init; }

    /// <summary>The last recorded round.</summary>
    public RoundOutcome? Last { get; init; }

    /// <summary>What sites have said of its models on their own test patients, in the order they did.</summary>
    public ImmutableArray<ModelScored> Scores { get; init; } = [];

    /// <summary>Whether it came to its end with a model that can be scored.</summary>
    public bool IsScorable => Status is RunStatus.Completed or RunStatus.CompletedDegraded;

    /// <summary>How it stands for people.</summary>
    public RunStatus Status { get; init; } = RunStatus.Queued;

    /// <summary>Why it ended so, when not completed.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What a site has said of one of its models; null when nothing.</summary>
    public ModelScored? ScoreOf(SiteId site, string arm) => Scores.FirstOrDefault(s => s.Site == site && s.Arm == arm);

    /// <summary>
    /// Why an update that came late is not one of a round before the next, in words; null when it is: its site was asked in that round and is not out of it, and it
    /// starts from that round's model.
    /// </summary>
    internal string? WhyNotOf(UpdateSubmitted late)
    {
        if (Current is { } current && current.Round == late.Round)
        {
            return !current.Sites.TryGetValue(late.Site, out var site) ? "the site was not asked in that round"
                : site.Stage == SiteStage.Excluded ? "the site was excluded from that round"
                : site.Stage == SiteStage.Accepted ? "another update of this site counts for that round"
                : late.Base != current.Base ? "it starts from another model" : null;
        }

        if (Last is not { } last || last.Round != late.Round)
            return $"round {late.Round} is too far back";
        return last.Sites.FirstOrDefault(s => s.Site == late.Site) is not { } participation ? "the site was not asked in that round"
            : participation.Kind == ParticipationKind.Excluded ? "the site was excluded from that round"
            : participation.Kind == ParticipationKind.Contributed ? "another update of this site counts for that round"
            : late.Base != last.BaseModelSha256 ? "it starts from another model" : null;
    }

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
        return names.Concat(LateUnsettled.Concat(LateToUse.Select(l => l.Update)).Select(u => u.Update)).Where(n => !string.IsNullOrEmpty(n)).Select(n => n!);
    }
}

/// <summary>A model that early stopping may return to.</summary>
/// <param name="Model">Its blob.</param>
/// <param name="Round">The round that judged it.</param>
/// <param name="Loss">Its holdout loss.</param>
public sealed record BestModel(string Model, int Round, double Loss);
