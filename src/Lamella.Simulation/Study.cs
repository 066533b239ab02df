using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Protocols;
using Lamella.Site.Data;

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

    /// <summary>Reads protocol and maps; where a site's map is looked for, <see cref="SiteMapLocator"/> says.</summary>
    /// <param name="protocolFile">The protocol, YAML or JSON.</param>
    /// <param name="dataFolder">The folder the sites' data are in.</param>
    /// <param name="overrides"><c>key=value</c> pairs that replace parts of the protocol.</param>
    public static Study Load(string protocolFile, string dataFolder, IReadOnlyList<string>? overrides = null)
    {
        if (!Directory.Exists(dataFolder))
            throw new LamellaException(ErrorCodes.FileMissing, $"The data folder {dataFolder} does not exist.", "Name it with --data.");
        var protocol = ProtocolReader.ReadOrThrow(protocolFile, overrides ?? []);
        var sites = ImmutableSortedDictionary.CreateBuilder<SiteId, SiteSource>();
        foreach (var site in protocol.Sites)
        {
            var (mapFile, folder) = SiteMapLocator.Find(protocolFile, protocol.Study, site.Id, dataFolder);
            sites[site.Id] = new SiteSource(MapReader.ReadOrThrow(mapFile), mapFile, folder);
        }

        return new Study(protocol, protocolFile, sites.ToImmutable());
    }
}
