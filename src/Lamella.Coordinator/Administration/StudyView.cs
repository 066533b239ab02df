using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Administration;

/// <summary>A study as it stands.</summary>
/// <param name="Study">Hash of its protocol.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="By">Who proposed it.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Sites">The sites that its protocol names, in site-id order.</param>
/// <param name="Runs">Its runs, in the order they were asked for.</param>
public sealed record StudyView(string Study, string Name, string Purpose, string By, StudyStatus Status, IReadOnlyList<StudySiteView> Sites, IReadOnlyList<RunView> Runs)
{
    /// <summary>Whether every run is over.</summary>
    public bool IsOver => Status is not (StudyStatus.Proposed or StudyStatus.Approved or StudyStatus.Running);

    /// <summary>Whether a site that is connected has scores to tell yet. One that is away tells them when it is back.</summary>
    public bool IsScored => Sites.All(s => !s.IsConnected || s.ScoresDue == 0);
}
