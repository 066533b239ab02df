using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Lamella.Federation;
using Lamella.Pathology.Cohorts;
using Lamella.Protocols;
using Lamella.Storage;

namespace Lamella.Site.Cohorts;

/// <summary>A site's cohorts: a file for each, for its owner's eyes only.</summary>
/// <param name="folder">The folder of those files.</param>
public sealed partial class SiteCohorts(string folder)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<SiteCohort> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    /// <summary>A cohort by name; null when there is none.</summary>
    public SiteCohort? Find(string name) => File.Exists(FileOf(name)) ? Read(FileOf(name)) : null;

    /// <summary>A cohort by name.</summary>
    /// <exception cref="LamellaException">There is none.</exception>
    public SiteCohort Require(string name) => Find(name) ?? throw new LamellaException(
        ErrorCodes.CohortChanged, $"There is no cohort '{name}' here.{Spelling.Suggest(name, List().Select(c => c.Name))}", "Add it: ./lamella site cohort add FOLDER NAME --map MAP --table FILE --store STORE");

    /// <summary>Adds a cohort, or says anew what one is; where its data are other ones, its studies are to be approved again. Who is left out stays left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mapFile">The map.</param>
    /// <param name="data">Folder that the map's paths start at.</param>
    /// <param name="table">The first table, in the place of the one the map names; null: the map's.</param>
    /// <param name="store">The folder of bags, in the place of the one the map names; null: the map's.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="LamellaException">The name is none, the map is not valid, or a file is not there.</exception>
    public SiteCohort Add(string name, string mapFile, string data, string? table, string? store, DateTimeOffset now)
    {
        using var alone = Lock();
        var before = Find(name);
        var cohort = new SiteCohort
        {
            Name = name,
            MapText = MapReader.TextOf(mapFile),
            MapFile = Path.GetFullPath(mapFile),
            Folder = Path.GetFullPath(data),
            Table = table is null ? null : Path.GetFullPath(table),
            Store = store is null ? null : Path.GetFullPath(store),
            Salt = before?.Salt ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            Added = now,
            Exclusions = before?.Exclusions ?? [],
        };
        _ = CohortFingerprint.Of(cohort);
        Keep(cohort);
        return cohort;
    }

    /// <summary>Leaves a patient out, from the next round on.</summary>
    /// <exception cref="LamellaException">There is no such cohort, or no such patient in its first table, or they are left out already.</exception>
    public SiteCohort Exclude(string name, CohortExclusion exclusion)
    {
        using var alone = Lock();
        var cohort = Require(name);
        if (cohort.Exclusions.FirstOrDefault(e => e.Patient == exclusion.Patient) is { } before)
            throw new LamellaException(ErrorCodes.RequestRefused, $"That patient is left out already, by {before.By} on {before.At:yyyy-MM-dd}.", "Nothing is to be done.");
        if (!Has(cohort, exclusion.Patient))
            throw new LamellaException(ErrorCodes.RequestRefused, $"No patient of cohort '{name}' has that id.", "Write the id as the table has it, with leading zeros.");
        cohort = cohort with { Exclusions = cohort.Exclusions.Add(exclusion) };
        Keep(cohort);
        return cohort;
    }

    /// <summary>Cohorts whose patients' table has a patient who is not left out; one whose table cannot be read has none.</summary>
    public IEnumerable<SiteCohort> With(string patient) => List().Where(c =>
    {
        try
        {
            return c.Exclusions.All(e => e.Patient != patient) && Has(c, patient);
        }
        catch (LamellaException)
        {
            return false;
        }
    });

    private static bool Has(SiteCohort cohort, string patient)
    {
        var table = cohort.ToMap().Tables[0];
        var rows = DelimitedTable.Read(cohort.Folder, table);
        return rows.Rows.Any(r => rows.Cell(r, table.Patient) == patient);
    }

    /// <summary>Two who leave out patients at once would each write what the other does not know.</summary>
    private FileStream Lock()
    {
        DurableFile.MakeFolder(folder);
        try
        {
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new LamellaException(ErrorCodes.RequestRefused, "Somebody else is changing this hospital's cohorts at this moment; nothing was changed.", "Give the same command again.", fault);
        }
    }

    private static SiteCohort Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SiteCohort>(File.ReadAllBytes(path), Json)!;
        }
        catch (JsonException fault)
        {
            throw new LamellaException(ErrorCodes.UsageWrong, $"'{path}' cannot be read: {fault.Message}", "Add the cohort again: ./lamella site cohort add.", fault);
        }
    }

    private void Keep(SiteCohort cohort)
    {
        DurableFile.MakeFolder(folder);
        DurableFile.Replace(FileOf(cohort.Name), stream => JsonSerializer.Serialize(stream, cohort, Json));
    }

    private string FileOf(string name) => Name().IsMatch(name)
        ? Path.Combine(folder, name + ".json")
        : throw new LamellaException(ErrorCodes.UsageWrong, $"'{name}' is no name for a cohort.", "A name has lower-case letters, digits and hyphens, at most 64.");

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z")]
    private static partial Regex Name();
}
