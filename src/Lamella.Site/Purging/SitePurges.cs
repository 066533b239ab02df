using System.Text.Encodings.Web;
using System.Text.Json;
using Lamella.Site.Hosting;
using Lamella.Storage;

namespace Lamella.Site.Purging;

/// <summary>Which studies were purged at a site: a proof for each. From the moment in which it is begun the site does nothing more for the study. Threads may share it.</summary>
/// <param name="folder">The site's folder.</param>
public sealed class SitePurges(SiteFolder folder)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, IgnoreReadOnlyProperties = true };

    /// <summary>Whether a study was purged, or is being.</summary>
    public bool Has(string study) => File.Exists(FileOf(study));

    /// <summary>The proof of a study; null when it was not purged.</summary>
    public PurgeProof? Find(string study) => Has(study) ? Read(FileOf(study)) : null;

    /// <summary>Those whose deleting is not done.</summary>
    public IReadOnlyList<PurgeProof> Unfinished() =>
        Directory.Exists(folder.Purges) ? [.. Directory.EnumerateFiles(folder.Purges, "*.json").Order(StringComparer.Ordinal).Select(Read).Where(p => p.Done is null)] : [];

    /// <summary>Keeps a proof in the place of the one before; on the disk when it returns.</summary>
    public void Keep(PurgeProof proof) => DurableFile.Replace(FileOf(proof.Study), stream => JsonSerializer.Serialize(stream, proof, Json));

    /// <summary>Where a study's proof is.</summary>
    public string FileOf(string study) => Path.Combine(folder.Purges, study + ".json");

    private static PurgeProof Read(string path) => JsonSerializer.Deserialize<PurgeProof>(File.ReadAllBytes(path), Json)!;
}
