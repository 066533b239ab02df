using Lamella.Storage.Blobs;

namespace Lamella.Rounds.Probe;

/// <summary>A store whose commits are counted.</summary>
internal sealed class CountedBlobStore(IBlobStore store, DurableWrites writes) : IBlobStore
{
    public BlobWriter Create() => new Writer(store.Create(), writes);

    public bool Contains(string sha256) => store.Contains(sha256);

    public Stream OpenRead(string sha256) => store.OpenRead(sha256);

    public BlobSlices OpenSlices(string sha256) => store.OpenSlices(sha256);

    public IReadOnlyList<string> List() => store.List();

    public void Delete(string sha256) => store.Delete(sha256);

    private sealed class Writer(BlobWriter writer, DurableWrites writes) : BlobWriter
    {
        protected override void Append(ReadOnlySpan<byte> buffer) => writer.Write(buffer);

        protected override void Place(string sha256)
        {
            writer.Commit();
            writes.Written();
        }

        protected override void Close(bool isCommitted) => writer.Dispose();
    }
}
