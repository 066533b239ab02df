using System.Text.Json;
using Lamella.Federation;
using Lamella.Storage;

namespace Lamella.Site.Work;

/// <summary>Where each study's data are at this site; a file for each study in the site's folder.</summary>
/// <param name="folder">Their folder.</param>
public sealed class StudySources(string folder)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Keeps where a study's data are.</summary>
    /// <param name="study">Hash of its protocol.</param>
    /// <param name="map">The map's file.</param>
    /// <param name="data">The folder its paths start at.</param>
    public void Set(string study, string map, string data) => DurableFile.Replace(PathOf(study), file => JsonSerializer.Serialize(file, new StudySource(map, data), Json));

    /// <summary>Where a study's data are.</summary>
    /// <exception cref="LamellaException">Nobody has said (<see cref="ErrorCodes.NotApproved"/>).</exception>
    public StudySource Find(string study) => File.Exists(PathOf(study))
        ? JsonSerializer.Deserialize<StudySource>(File.ReadAllBytes(PathOf(study)), Json)!
        : throw new LamellaException(ErrorCodes.NotApproved, $"Where the data of study {study[..12]} are is not known here.", "Approve it again: ./lamella site approve FOLDER STUDY --map MAP --data DATA --by NAME --role ROLE");

    private string PathOf(string study) => Path.Combine(folder, study + ".json");
}
