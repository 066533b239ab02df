namespace Lamella.Federation.Rounds;

/// <summary>How a run stands. A run that ran short never looks like a success.</summary>
public enum RunStatus
{
    /// <summary>Rounds are still to come.</summary>
    Running,

    /// <summary>Asked for and not begun.</summary>
    Queued,

    /// <summary>Below quorum; the reason says whom it waits for.</summary>
    Waiting,

    /// <summary>Every round complete.</summary>
    Completed,

    /// <summary>Reached its end, but some round lacked a site.</summary>
    CompletedDegraded,

    /// <summary>A round missed its quorum, or there was a fault.</summary>
    Failed,

    /// <summary>Someone stopped it.</summary>
    Cancelled,
}
