using Lamella.Coordinator.Storage;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>One site's files of a round, counted.</summary>
internal sealed class RoundFiles(BlobStore blobs, RoundOrder order, string? control) : IRoundFiles, IDisposable
{
    private BlobWriter? update;

    public long BytesSent { get; private set; }

    public Stream Update => update ??= blobs.Create();

    public Stream OpenModel() => Counted(blobs.Open(order.ModelSha256));

    public Stream? OpenServerControl() => control is null ? null : Counted(blobs.Open(control));

    public string Commit() => ((BlobWriter)Update).Commit();

    public void Dispose() => update?.Dispose();

    private FileStream Counted(FileStream file)
    {
        BytesSent += file.Length;
        return file;
    }
}
