namespace Lamella.Site.Work;

/// <summary>Where a study's data are at this site.</summary>
/// <param name="Map">The site's map, full path.</param>
/// <param name="Data">Folder that the map's paths start at, full path.</param>
public sealed record StudySource(string Map, string Data);
