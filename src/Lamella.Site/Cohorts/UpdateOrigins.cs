using System.Text.Json;
using Lamella.Site.Hosting;
using Lamella.Storage;

namespace Lamella.Site.Cohorts;

/// <summary>
/// Who was left out when each update of a study was made: a line each in <c>PROTOCOLHASH.made</c>, before the update can leave. What is said first of an
/// update counts: committed bytes that are found again were made then.
/// </summary>
/// <param name="folder">The site's folder.</param>
public sealed class UpdateOrigins(SiteFolder folder)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Notes it.</summary>
    public void Note(string protocolSha256, string what, SiteCohort cohort)
    {
        DurableFile.MakeFolder(folder.Studies);
        using var file = new FileStream(FileOf(protocolSha256), FileMode.Append, FileAccess.Write);
        DurableFile.Append(file, [.. JsonSerializer.SerializeToUtf8Bytes(new UpdateOrigin(what, cohort.Name, cohort.Exclusions.Length), Json), (byte)'\n']);
    }

    /// <summary>All of a study, by hash; empty for a study in which nothing was made.</summary>
    public IReadOnlyDictionary<string, UpdateOrigin> Of(string protocolSha256) => File.Exists(FileOf(protocolSha256))
        ? File.ReadLines(FileOf(protocolSha256)).Select(Parse).OfType<UpdateOrigin>().GroupBy(o => o.What).ToDictionary(o => o.Key, o => o.First(), StringComparer.Ordinal)
        : new Dictionary<string, UpdateOrigin>(StringComparer.Ordinal);

    /// <summary>A line that a crash cut short says nothing, and neither does the one that was written on behind it.</summary>
    private static UpdateOrigin? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<UpdateOrigin>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string FileOf(string protocolSha256) => Path.Combine(folder.Studies, protocolSha256 + ".made");
}
