using System.Text.Encodings.Web;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Simulation.Results;

/// <summary>Reads and writes <c>results.json</c> and <c>comparisons.json</c>.</summary>
public static class ResultsFile
{
    /// <summary>Name of the results in the output folder.</summary>
    public const string ResultsName = "results.json";

    /// <summary>Name of the comparisons in the output folder.</summary>
    public const string ComparisonsName = "comparisons.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes results, whole or not at all.</summary>
    public static void Write(string path, StudyResults results) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, results, Options));

    /// <summary>Writes comparisons, whole or not at all.</summary>
    public static void Write(string path, StudyComparisons comparisons) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, comparisons, Options));

    /// <summary>Reads results. Faults: <see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.ResultsUnreadable"/>.</summary>
    public static StudyResults ReadResults(string path) => Read<StudyResults>(path);

    /// <summary>Reads comparisons. Faults: <see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.ResultsUnreadable"/>.</summary>
    public static StudyComparisons ReadComparisons(string path) => Read<StudyComparisons>(path);

    private static T Read<T>(string path)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"{path} does not exist.", "Name the output folder of a study that has run.");
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new LamellaException(ErrorCodes.ResultsUnreadable, $"{path}: {e.Message}", "Run the study again into an empty folder, or restore the file.", e);
        }
    }
}
