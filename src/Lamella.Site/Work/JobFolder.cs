using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Lamella.Federation.Rounds;
using Lamella.Storage;

namespace Lamella.Site.Work;

/// <summary>
/// A job's folder (docs/job-folder.md): <c>in</c>, which the site writes and the worker reads; <c>out</c>, which the worker writes and the site reads with
/// care. One folder per study at a site: the committed state in it outlives the jobs.
/// </summary>
/// <param name="folder">The folder.</param>
public sealed partial class JobFolder(string folder)
{
    /// <summary>Name of the published model among the inputs.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Name of the strategy's control among the inputs.</summary>
    public const string Control = "control.safetensors";

    /// <summary>Name of the preparation round's totals among the inputs.</summary>
    public const string Aggregates = "aggregates.json";

    /// <summary>Name of the folder beside <c>in</c> and <c>out</c> in which updates wait to be sent.</summary>
    public const string Updates = "updates";

    private const string SpecName = "job.json", ResultName = "result.json", StateName = "state", LocalName = "local";

    /// <summary>Longest result that is read, in bytes.</summary>
    private const int LongestResult = 1 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The folder's full path.</summary>
    public string FullName { get; } = Path.GetFullPath(folder);

    /// <summary>What the site writes.</summary>
    public string In => Path.Combine(FullName, "in");

    /// <summary>What the worker writes.</summary>
    public string Out => Path.Combine(FullName, "out");

    /// <summary>Committed rounds of all runs.</summary>
    public string State => Path.Combine(Out, StateName);

    /// <summary>The site's own models of all seeds.</summary>
    public string Local => Path.Combine(Out, LocalName);

    private string SpecFile => Path.Combine(In, SpecName);

    private string ResultFile => Path.Combine(Out, ResultName);

    /// <summary>A run's name in a path. A strategy's name is free text; its hash is a name for a folder everywhere.</summary>
    public static string NameOf(RunId run) =>
        string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run.Strategy)))[..8]}-{run.Seed}");

    /// <summary>Committed rounds of a run.</summary>
    public string StateOf(RunId run) => Path.Combine(State, NameOf(run));

    /// <summary>The site's own local model of a seed, whatever the strategy; never leaves.</summary>
    public string LocalOf(ulong seed) => Path.Combine(Local, seed.ToString(CultureInfo.InvariantCulture));

    /// <summary>Path of an input.</summary>
    public string InputFile(string name) => Path.Combine(In, name);

    /// <summary>Puts a job and its files in place of the one before.</summary>
    /// <param name="spec">What is asked.</param>
    /// <param name="files">Where each input of it is now.</param>
    public void Put(JobSpec spec, IReadOnlyDictionary<string, string> files)
    {
        DurableFile.MakeFolder(In);
        DurableFile.MakeFolder(Out);

        // The site's own model was trained on the patients of before. With another cohort nothing that was learnt from the one before goes on.
        if (File.Exists(SpecFile) && Read() is var before)
        {
            if (before.Data != spec.Data && Directory.Exists(Local))
                Directory.Delete(Local, recursive: true);
            if (before.Cohort != spec.Cohort && Directory.Exists(State))
                Directory.Delete(State, recursive: true);
        }

        foreach (var old in Directory.EnumerateFiles(In))
            File.Delete(old);
        foreach (var input in spec.Inputs)
            File.Copy(files[input.Name], InputFile(input.Name));
        DurableFile.Replace(SpecFile, stream => JsonSerializer.Serialize(stream, spec, Options));
    }

    /// <summary>Names the job that is there: SHA-256 of its <c>job.json</c>.</summary>
    public string Id() => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(SpecFile)));

    /// <summary>The job that is there.</summary>
    public JobSpec Read() => JsonSerializer.Deserialize<JobSpec>(File.ReadAllBytes(SpecFile), Options) ?? throw new JsonException($"{SpecFile} holds no job.");

    /// <summary>The worker's last word on a job.</summary>
    public void Answer(JobResult result) => DurableFile.Replace(ResultFile, stream => JsonSerializer.Serialize(stream, result, Options));

    /// <summary>The answer to a job; null when there is none that can be read as one.</summary>
    public JobResult? AnswerTo(string job)
    {
        try
        {
            if (OpenPlain(ResultFile) is not { } file)
                return null;
            using (file)
            {
                if (file.Length > LongestResult)
                    return null;
                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                return JsonSerializer.Deserialize<JobResult>(bytes, Options) is { } result && result.Job == job ? result : null;
            }
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Opens a file that a worker wrote; null when it is not there, is empty, or is a link or pipe to somewhere else.</summary>
    internal static FileStream? OpenPlain(string path) =>
        new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 } ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete) : null;

    /// <summary>What is in <c>out</c> and is in no job's contract: links, and names that no job writes.</summary>
    internal IReadOnlyList<FileSystemInfo> Strays() =>
        Directory.Exists(Out) ? [.. StraysIn(new DirectoryInfo(Out))] : [];

    private IEnumerable<FileSystemInfo> StraysIn(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = Path.GetRelativePath(Out, entry.FullName).Split(Path.DirectorySeparatorChar);
            if (entry.LinkTarget is not null || !IsDeclared(path, entry is DirectoryInfo))
                yield return entry;
            else if (entry is DirectoryInfo inner)
            {
                foreach (var stray in StraysIn(inner))
                    yield return stray;
            }
        }
    }

    /// <summary>The names that jobs write, and those that a death in the middle of writing leaves.</summary>
    private static bool IsDeclared(string[] path, bool isFolder) => path switch
    {
        [ResultName or ResultName + ".part"] => !isFolder,
        [StateName or LocalName] => isFolder,
        [StateName, var run] => isFolder && RunName().IsMatch(run),
        [LocalName, var seed] => isFolder && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        [StateName, _, var round] => isFolder && (round == "committing" || round.StartsWith("round-", StringComparison.Ordinal)),
        [StateName, _, _, "update.safetensors" or "state.bin" or "report.json"] => !isFolder,
        [LocalName, _, LocalModel.ModelName or LocalModel.CheckpointName or LocalModel.ModelName + ".part" or LocalModel.CheckpointName + ".part"] => !isFolder,
        _ => false,
    };

    [GeneratedRegex(@"\A[0-9a-f]{8}-[0-9]{1,20}\z")]
    private static partial Regex RunName();
}
