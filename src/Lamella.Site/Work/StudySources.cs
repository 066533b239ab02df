using System.Text.Json;
using System.Text.RegularExpressions;
using Lamella.Federation;
using Lamella.Storage;

namespace Lamella.Site.Work;

/// <summary>Where each study's data are at this site: a file per study, <c>PROTOCOLHASH.json</c>.</summary>
/// <param name="folder">The folder of those files.</param>
public sealed partial class StudySources(string folder)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Says it, or says it anew; paths are kept in full.</summary>
    /// <exception cref="LamellaException">One of them is not there (<see cref="ErrorCodes.FileMissing"/>).</exception>
    public void Set(string protocolSha256, string map, string data)
    {
        var source = new StudySource(Path.GetFullPath(map), Path.GetFullPath(data));
        if (!File.Exists(source.Map) || !Directory.Exists(source.Data))
        {
            throw new LamellaException(
                ErrorCodes.FileMissing, $"'{(File.Exists(source.Map) ? source.Data : source.Map)}' does not exist.", "Name the site's map and the folder of its data for this study.");
        }

        DurableFile.Replace(FileOf(protocolSha256), stream => JsonSerializer.Serialize(stream, source, Options));
    }

    /// <summary>Where a study's data are; null when nobody has said it.</summary>
    public StudySource? Find(string protocolSha256) =>
        File.Exists(FileOf(protocolSha256)) ? JsonSerializer.Deserialize<StudySource>(File.ReadAllBytes(FileOf(protocolSha256)), Options) : null;

    /// <summary>When it was last said.</summary>
    public DateTimeOffset SaidAt(string protocolSha256) => File.GetLastWriteTimeUtc(FileOf(protocolSha256));

    private string FileOf(string protocolSha256) => Hash().IsMatch(protocolSha256)
        ? Path.Combine(folder, protocolSha256 + ".json")
        : throw new ArgumentException("Not the hash of a protocol.", nameof(protocolSha256));

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Hash();
}
