using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lamella.Federation;

namespace Lamella.Coordinator.Storage;

/// <summary>
/// The rounds of one run, one JSON line each, appended and flushed to the disk before the round counts. A run's state is read back from it and
/// from nothing else. A last line without its newline is one that was being written when the process ended; it is cut off.
/// </summary>
public sealed class RunJournal
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly string path;
    private readonly List<RoundRecord> records = [];

    /// <summary>Opens or makes the journal of a run.</summary>
    public RunJournal(string path)
    {
        this.path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (File.Exists(path))
            Load();
    }

    /// <summary>The finished rounds.</summary>
    public IReadOnlyList<RoundRecord> Records => records;

    /// <summary>Appends a finished round; when this returns it is on the disk.</summary>
    public void Append(RoundRecord record)
    {
        using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(record, Options) + "\n"));
            file.Flush(flushToDisk: true);
        }

        records.Add(record);
    }

    private void Load()
    {
        var bytes = File.ReadAllBytes(path);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole < bytes.Length)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
            file.SetLength(whole);
            file.Flush(flushToDisk: true);
        }

        foreach (var line in Encoding.UTF8.GetString(bytes.AsSpan(0, whole)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                records.Add(JsonSerializer.Deserialize<RoundRecord>(line, Options)!);
            }
            catch (JsonException e)
            {
                throw new LamellaException(ErrorCodes.OutputNotEmpty, $"Line {records.Count + 1} of {path} is not a round.",
                    "The folder was changed by something else; start the run in an empty folder.", e);
            }
        }
    }
}
