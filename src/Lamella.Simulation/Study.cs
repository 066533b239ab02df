using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Protocols;

namespace Lamella.Simulation;

/// <summary>A study and where its sites' data are: what a researcher loads, looks at and runs.</summary>
/// <example>
/// <code>
/// var study = Study.Load("study.yaml", dataFolder: "data");
/// var results = await Simulation.RunAsync(study, new SimulationOptions { Output = "out" });
/// </code>
/// </example>
public sealed class Study
{
    private Study(StudyProtocol protocol, string file, ImmutableSortedDictionary<SiteId, SiteSource> sites)
    {
        Protocol = protocol;
        File = file;
        Sites = sites;
        ProtocolSha256 = ProtocolEncoding.Hash(protocol);
    }

    /// <summary>The protocol.</summary>
    public StudyProtocol Protocol { get; }

    /// <summary>Hash of its canonical bytes.</summary>
    public string ProtocolSha256 { get; }

    /// <summary>The file it was read from.</summary>
    public string File { get; }

    /// <summary>Every site's map and folder, in site-id order.</summary>
    public ImmutableSortedDictionary<SiteId, SiteSource> Sites { get; }

    /// <summary>Sites that train, in site-id order.</summary>
    public ImmutableArray<SiteId> TrainingSites => [.. Protocol.Sites.Where(s => s.Role == SiteRole.Train).Select(s => s.Id).Order()];

    /// <summary>
    /// Reads protocol and maps. A site's map is <c>DATA/site/map.yaml</c>, its paths relative to <c>DATA/site</c>; where there is none, it is
    /// <c>study name/site.map.yaml</c> beside the protocol, its paths relative to DATA.
    /// </summary>
    /// <param name="protocolFile">The protocol, YAML or JSON.</param>
    /// <param name="dataFolder">The folder the sites' data are in.</param>
    /// <param name="overrides"><c>key=value</c> pairs that replace parts of the protocol.</param>
    public static Study Load(string protocolFile, string dataFolder, IReadOnlyList<string>? overrides = null)
    {
        if (!Directory.Exists(dataFolder))
            throw new LamellaException(ErrorCodes.FileMissing, $"The data folder {dataFolder} does not exist.", "Name it with --data.");
        var protocol = ProtocolReader.ReadOrThrow(protocolFile, overrides ?? []);
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(protocolFile))!, protocol.Study);
        var sites = ImmutableSortedDictionary.CreateBuilder<SiteId, SiteSource>();
        foreach (var site in protocol.Sites)
        {
            var own = Path.Combine(dataFolder, site.Id.Value);
            var ownMap = Path.Combine(own, "map.yaml");
            var sampleMap = Path.Combine(beside, $"{site.Id}.map.yaml");
            sites[site.Id] = System.IO.File.Exists(ownMap) ? new SiteSource(SiteMapReader.ReadOrThrow(ownMap), ownMap, own)
                : System.IO.File.Exists(sampleMap) ? new SiteSource(SiteMapReader.ReadOrThrow(sampleMap), sampleMap, dataFolder)
                : throw new LamellaException(ErrorCodes.FileMissing, $"Site {site.Id} has no map: neither {ownMap} nor {sampleMap} exists.",
                    "Write one that says which of the site's columns is which variable; docs/tables.md shows how.");
        }

        return new Study(protocol, protocolFile, sites.ToImmutable());
    }
}

/// <summary>Where a site's data are.</summary>
/// <param name="Map">The map.</param>
/// <param name="MapFile">The file it was read from.</param>
/// <param name="Folder">Folder its paths are relative to.</param>
public sealed record SiteSource(SiteMap Map, string MapFile, string Folder);
