namespace Lamella.Coordinator.Administration;

/// <summary>A site in a study.</summary>
/// <param name="Site">The site.</param>
/// <param name="IsConnected">Whether its line is up.</param>
/// <param name="WhyNot">Why it may not be asked, in words; null when it may.</param>
/// <param name="Work">What it was last heard to be at; null for nothing of this study.</param>
/// <param name="ScoresDue">Models of ended runs, its own included, that it has not scored yet.</param>
public sealed record StudySiteView(string Site, bool IsConnected, string? WhyNot, SiteWorkView? Work, int ScoresDue);
