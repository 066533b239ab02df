using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Protocols;

/// <summary>
/// Where a site's map is when a study runs in simulation: <c>DATA/SITE/map.yaml</c>, its paths starting at <c>DATA/SITE</c>; or else beside the study,
/// <c>STUDY-FOLDER/STUDY-NAME/SITE.map.yaml</c>, its paths starting at <c>DATA</c>, which serves data that several sites share.
/// </summary>
public static class SiteMapLocator
{
    /// <summary>The map's file and the folder its paths start at.</summary>
    /// <param name="studyFile">Path of the study protocol.</param>
    /// <param name="study">Its short name.</param>
    /// <param name="site">The site.</param>
    /// <param name="data">The data folder.</param>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>: neither place has one.</exception>
    public static (string MapFile, string Folder) Find(string studyFile, string study, SiteId site, string data)
    {
        var own = Path.Combine(data, site.Value, "map.yaml");
        if (File.Exists(own))
            return (own, Path.Combine(data, site.Value));
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(studyFile))!, study, site.Value + ".map.yaml");
        if (File.Exists(beside))
            return (beside, data);
        throw new LamellaException(ErrorCodes.FileMissing, $"Site '{site}' has no map: neither '{own}' nor '{beside}' is there.", "Write one of the two; docs/tables.md shows how.");
    }
}
