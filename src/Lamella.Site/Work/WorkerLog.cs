using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Lamella.Storage;

namespace Lamella.Site.Work;

/// <summary>What workers did against their contract: <c>worker.log</c> in the site's folder, a line of JSON each. It stays at the site.</summary>
/// <param name="path">The file.</param>
public sealed class WorkerLog(string path)
{
    /// <summary>How many of the last are kept in memory, for status.</summary>
    private const int Kept = 20;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly Lock gate = new();

    /// <summary>The last ones since the site was started, oldest first.</summary>
    public ImmutableArray<WorkerIncident> Recent { get; private set; } = [];

    /// <summary>How many lines are about a study, and their bytes.</summary>
    public (int Count, long Bytes) LinesOf(string study)
    {
        lock (gate)
        {
            var lines = File.Exists(path) ? File.ReadLines(path).Where(l => l.Contains(study, StringComparison.Ordinal)).ToList() : [];
            return (lines.Count, lines.Sum(l => Encoding.UTF8.GetByteCount(l) + 1L));
        }
    }

    /// <summary>Takes the lines about a study out.</summary>
    public void Forget(string study)
    {
        lock (gate)
        {
            Recent = [.. Recent.Where(i => i.Run.ProtocolSha256 != study)];
            if (LinesOf(study).Count == 0)
                return;
            var left = File.ReadLines(path).Where(l => !l.Contains(study, StringComparison.Ordinal)).ToList();
            DurableFile.Replace(path, file =>
            {
                foreach (var line in left)
                    file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            });
        }
    }

    /// <summary>Adds one; on the disk when it returns.</summary>
    public void Add(WorkerIncident incident)
    {
        lock (gate)
        {
            Recent = [.. Recent.TakeLast(Kept - 1), incident];
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            JsonSerializer.Serialize(file, incident, Options);
            file.WriteByte((byte)'\n');
            file.Flush(flushToDisk: true);
        }
    }
}
