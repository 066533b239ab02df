namespace Lamella.Simulation.Faults;

/// <summary>What the simulator does to a federation.</summary>
public enum FaultKind
{
    /// <summary>The coordinator's process dies when a persisted step is durable and nothing has followed from it, and starts again later.</summary>
    CoordinatorCrash,

    /// <summary>A site's process dies at a persisted step.</summary>
    SiteCrash,

    /// <summary>A site's process dies in the middle of training.</summary>
    SiteKilledInTraining,

    /// <summary>A message is lost.</summary>
    MessageLost,

    /// <summary>A message comes twice.</summary>
    MessageDoubled,

    /// <summary>A message is held up, so that later ones come before it.</summary>
    MessageReordered,

    /// <summary>A line is cut for minutes or hours.</summary>
    LineCut,

    /// <summary>The coordinator's disk is full for a while.</summary>
    CoordinatorDiskFull,

    /// <summary>A site's disk is full for a while.</summary>
    SiteDiskFull,

    /// <summary>The coordinator's or the site's process dies in the middle of a durable write, and what was half written is on the disk.</summary>
    TornWrite,

    /// <summary>A site is twenty times slower than the others.</summary>
    SlowSite,

    /// <summary>A clock is minutes off, or jumps.</summary>
    ClockSkew,

    /// <summary>A site sends updates that are not what they should be.</summary>
    LyingSite,

    /// <summary>Somebody sends nonsense in a site's name.</summary>
    Garbage,

    /// <summary>A site revokes its approval in the middle of a run.</summary>
    ApprovalRevoked,

    /// <summary>A site approves only when the run is under way.</summary>
    LateApproval,

    /// <summary>A site's program does not start for a long time.</summary>
    NeverStarts,

    /// <summary>The study is cancelled in the middle.</summary>
    StudyCancelled,

    /// <summary>A site's work fails for a reason that passes.</summary>
    WorkFails,
}
