using System.Collections.Immutable;
using System.Text.Json;

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
