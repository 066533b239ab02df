using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Ledger;

/// <summary>One event of each name, with every field there.</summary>
internal static class SampleEvents
{
    public static readonly SiteId North = new("north");
    public static readonly string Blob = new('a', 64);
    public static readonly RunId Run = new(new string('b', 64), "FedAvg", 7);
    private static readonly Head Seen = new(3, new string('c', 64));

    public static IReadOnlyList<LedgerEvent> All { get; } =
    [
        new LedgerOpened("Federation", "ecdsa-p256", "key"),
        new SiteEnrolled(North, "key"),
        new SiteRemoved(North, "left"),
        new StatementRefused(North, "LML8005", "why"),
        new StorageRecovered("LML9001", 1_790_000_000_000),
        new StudyProposed(Blob, "{}", "purpose", ["training-loss"], "Dr A"),
        new StudyCancelled(Blob, "Dr A", "why"),
        new StudyApproved(North, 1, Seen, Blob, "purpose", ["training-loss"], "Dr B", "data steward", 1_790_000_000_000, 5, 10, Blob),
        new DataChecked(North, 1, Seen, Blob, "LML2001", 12),
        new StudyRefused(North, 1, Seen, Blob, "Dr B", "why"),
        new ApprovalRevoked(North, 1, Seen, Blob, "Dr B", "why"),
        new HeadSeen(North, 1, Seen),
        new RunQueued(Run, "Dr A"),
        new RunOpened(Run, Blob, [Blob, Blob]),
        new RunWaiting(Run, "why"),
        new RunContinued(Run),
        new RunEnded(Run, RunStatus.CompletedDegraded, Blob, "why"),
        new RoundOpened(Run, 1, RoundKind.Training, Blob, [Blob], [new SiteHead(North, Seen)]),
        new SitesSelected(Run, 1, [North], [new ExcludedSite(new SiteId("south"), "why")]),
        new ModelPublished(Run, 1, 100),
        new SiteStarted(Run, 1, North),
        new SiteSuspected(North, "why"),
        new SiteReturned(North),
        new UpdateSubmitted(North, 1, Seen, Run, 1, Blob, Blob, 100, 10, 0, 5, 0.25, 0.5, 3, 100),
        new WorkFailed(North, 1, Seen, Run, 1, "LML5001", true),
        new ModelScored(North, 1, Seen, Run, "federated", Blob, 40, "few", [new ScoredMetric("auc", 0.75, 0.5, 0.875)]),
        new UpdateAccepted(Run, 1, North, Blob, 1.5),
        new UpdateRejected(Run, 1, North, Blob, "LML8006", "why"),
        new UpdateLate(Run, 1, North, Blob, LateUse.NextRound, 1.5, "why"),
        new SiteExcluded(Run, 1, North, "why"),
        new RoundClosed(Run, 1, RoundResult.Degraded, [new CountedUpdate(North, 1, Blob, 10, 0.5)]),
        new RoundAggregated(Run, 1, Blob, [Blob], Blob),
        new RoundRecorded(Run, 1),
    ];
}
