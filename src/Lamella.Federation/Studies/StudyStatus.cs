namespace Lamella.Federation.Studies;

/// <summary>How a study stands.</summary>
public enum StudyStatus
{
    /// <summary>No site has approved it.</summary>
    Proposed,

    /// <summary>At least one site has approved it, and no run has begun.</summary>
    Approved,

    /// <summary>A run is under way or waits.</summary>
    Running,

    /// <summary>Every run had every site in every round.</summary>
    Completed,

    /// <summary>Every run reached its end, some without a site.</summary>
    CompletedDegraded,

    /// <summary>A run failed.</summary>
    Failed,

    /// <summary>Someone stopped it.</summary>
    Cancelled,
}
