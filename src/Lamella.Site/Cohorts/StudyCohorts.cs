using System.Text.Json;
using System.Text.RegularExpressions;
using Lamella.Federation;
using Lamella.Site.Hosting;
using Lamella.Storage;

namespace Lamella.Site.Cohorts;

/// <summary>Which cohort each study was approved with, and its fingerprint then: a file per study, <c>PROTOCOLHASH.json</c>.</summary>
/// <param name="folder">The site's folder.</param>
public sealed partial class StudyCohorts(SiteFolder folder)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly SiteCohorts cohorts = new(folder.Cohorts);

    /// <summary>Binds a study to a cohort as it is now.</summary>
    /// <returns>The fingerprint.</returns>
    /// <exception cref="LamellaException">There is no such cohort, or a file of it is not there.</exception>
    public string Bind(string protocolSha256, string cohort)
    {
        var binding = new Binding(cohort, CohortFingerprint.Of(cohorts.Require(cohort)));
        DurableFile.Replace(FileOf(protocolSha256), stream => JsonSerializer.Serialize(stream, binding, Json));
        return binding.Fingerprint;
    }

    /// <summary>Name of a study's cohort; null when it was never approved.</summary>
    public string? NameOf(string protocolSha256) => Find(protocolSha256)?.Cohort;

    /// <summary>A study's cohort, which is still the one that was approved.</summary>
    /// <exception cref="LamellaException">The study was never approved here, or the cohort's files are not those that were (<see cref="ErrorCodes.CohortChanged"/>).</exception>
    public SiteCohort Of(string protocolSha256)
    {
        var binding = Find(protocolSha256) ?? throw new LamellaException(
            ErrorCodes.CohortChanged, $"No cohort was named for study {protocolSha256[..12]} at this site.", "Approve the study with one: ./lamella site approve FOLDER STUDY --cohort NAME");
        var cohort = cohorts.Require(binding.Cohort);
        return CohortFingerprint.Of(cohort) == binding.Fingerprint ? cohort : throw new LamellaException(
            ErrorCodes.CohortChanged, $"The map, a table or the bags of cohort '{cohort.Name}' are not those that study {protocolSha256[..12]} was approved with.",
            "Approve the study again with the data as they are now, or put back those that were approved. To leave out a patient there is ./lamella site cohort exclude.");
    }

    private Binding? Find(string protocolSha256) =>
        File.Exists(FileOf(protocolSha256)) ? JsonSerializer.Deserialize<Binding>(File.ReadAllBytes(FileOf(protocolSha256)), Json) : null;

    private string FileOf(string protocolSha256) => Hash().IsMatch(protocolSha256)
        ? Path.Combine(folder.Studies, protocolSha256 + ".json")
        : throw new ArgumentException("Not the hash of a protocol.", nameof(protocolSha256));

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Hash();

    private sealed record Binding(string Cohort, string Fingerprint);
}
