using System.Text.Json;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Storage;

namespace Lamella.Site.Cohorts;

/// <summary>
/// What each update of a study was made of: a line each in <c>PROTOCOLHASH.made</c>, before the update can leave, and who was drawn from each cohort as it was in
/// <c>PROTOCOLHASH.drawn</c>. What is said first of an update counts: committed bytes that are found again were made then.
/// </summary>
/// <param name="folder">The site's folder.</param>
public sealed class UpdateOrigins(SiteFolder folder)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Notes what an update was made of, or a model scored on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="what">Hash of the update or model.</param>
    /// <param name="protocol">The study.</param>
    /// <param name="site">The site.</param>
    /// <param name="cohort">The cohort as it was.</param>
    public void Note(RunId run, string what, StudyProtocol protocol, SiteId site, SiteCohort cohort)
    {
        DurableFile.MakeFolder(folder.Studies);
        var fingerprint = CohortFingerprint.Of(cohort);
        if (!DrawnOf(run.ProtocolSha256).Any(d => d.Fingerprint == fingerprint && d.Seed == run.Seed))
        {
            var all = CohortReader.Read(protocol, site, cohort.ToMap() with { Without = [] }, "/", run.Seed);
            Append(DrawnFile(run.ProtocolSha256), new DrawnPatients(
                fingerprint, run.Seed, [.. all.Train.Select(p => DrawnPatients.NameOf(cohort, p.Id))], [.. all.Test.Select(p => DrawnPatients.NameOf(cohort, p.Id))]));
        }

        Append(MadeFile(run.ProtocolSha256), new UpdateOrigin(what, cohort.Name, fingerprint, cohort.Exclusions.Length));
    }

    /// <summary>All of a study, by hash, in the order in which they were noted.</summary>
    public ILookup<string, UpdateOrigin> Of(string protocolSha256) => Lines<UpdateOrigin>(MadeFile(protocolSha256)).ToLookup(o => o.What, StringComparer.Ordinal);

    /// <summary>Who was drawn for a study.</summary>
    public IReadOnlyList<DrawnPatients> DrawnOf(string protocolSha256) => [.. Lines<DrawnPatients>(DrawnFile(protocolSha256))];

    /// <summary>Whether a patient was ever drawn for a study from one of these cohorts.</summary>
    public bool WasDrawn(IEnumerable<SiteCohort> cohorts, string patient)
    {
        if (!Directory.Exists(folder.Studies))
            return false;
        var names = cohorts.Select(c => DrawnPatients.NameOf(c, patient)).ToList();
        return Directory.EnumerateFiles(folder.Studies, "*.drawn").SelectMany(Lines<DrawnPatients>).Any(d => names.Exists(n => d.Train.Contains(n) || d.Test.Contains(n)));
    }

    private static void Append<T>(string path, T line)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
        DurableFile.Append(file, [.. JsonSerializer.SerializeToUtf8Bytes(line, Json), (byte)'\n']);
    }

    /// <summary>A line that a crash cut short says nothing, and neither does the one that was written on behind it.</summary>
    private static IEnumerable<T> Lines<T>(string path)
        where T : class
    {
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            T? read;
            try
            {
                read = JsonSerializer.Deserialize<T>(line, Json);
            }
            catch (JsonException)
            {
                continue;
            }

            if (read is not null)
                yield return read;
        }
    }

    private string MadeFile(string protocolSha256) => Path.Combine(folder.Studies, protocolSha256 + ".made");

    private string DrawnFile(string protocolSha256) => Path.Combine(folder.Studies, protocolSha256 + ".drawn");
}
