namespace Lamella.Site.Work;

/// <summary>Where a study's data are.</summary>
/// <param name="Map">The map of the site's tables.</param>
/// <param name="Data">The folder its paths start at.</param>
public sealed record StudySource(string Map, string Data);
