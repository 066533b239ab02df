using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Storage.Blobs;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>A blob store on a simulated disk.</summary>
internal sealed class DiskBlobStore(SimulatedDisk disk) : IBlobStore
{
    public BlobWriter Create() => disk.IsFull ? throw new LamellaException(ErrorCodes.DiskFull, "The simulated disk is full.", "Wait.") : new Writer(disk);

    public bool Contains(string sha256) => disk.Blobs.ContainsKey(sha256);

    public Stream OpenRead(string sha256)
    {
        using var slices = OpenSlices(sha256);
        slices.Verify(CancellationToken.None);
        return new MemoryStream(disk.Blobs[sha256], writable: false);
    }

    public BlobSlices OpenSlices(string sha256) => disk.Blobs.TryGetValue(sha256, out var bytes)
        ? new Slices(sha256, bytes)
        : throw new LamellaException(ErrorCodes.FileMissing, $"Blob {sha256} is not in the store.", "Restore the folder from its backup.");

    public IReadOnlyList<string> List() => [.. disk.Blobs.Keys];

    public void Delete(string sha256) => disk.Blobs.Remove(sha256);

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private sealed class Writer(SimulatedDisk disk) : BlobWriter
    {
        private readonly MemoryStream bytes = new();

        public override long Length => bytes.Length;

        public override long Position { get => bytes.Length; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => bytes.Write(buffer);

        public override string Commit()
        {
            var content = bytes.ToArray();
            var name = HashOf(content);
            disk.Persist(() => disk.Blobs[name] = content);
            return name;
        }
    }

    private sealed class Slices(string sha256, byte[] bytes) : BlobSlices
    {
        public override long Length => bytes.Length;

        public override void Read(Span<byte> buffer, long offset)
        {
            if (offset + buffer.Length > bytes.Length)
                throw Corrupt();
            bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
        }

        public override void Verify(CancellationToken cancellation)
        {
            if (HashOf(bytes) != sha256)
                throw Corrupt();
        }

        public override void Dispose()
        {
        }

        private LamellaException Corrupt() => new(ErrorCodes.BlobCorrupt, $"Blob {sha256} is not what its name says.", "Restore it.");
    }
}
