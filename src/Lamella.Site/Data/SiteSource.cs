using Lamella.Federation.Studies;

namespace Lamella.Site.Data;

/// <summary>Where a site's data are.</summary>
/// <param name="Map">The map.</param>
/// <param name="MapFile">The file it was read from.</param>
/// <param name="Folder">Folder its paths are relative to.</param>
public sealed record SiteSource(SiteMap Map, string MapFile, string Folder);
