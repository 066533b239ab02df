using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Storage.Blobs;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>A blob store on a simulated disk.</summary>
internal sealed class DiskBlobStore : IBlobStore
{
    private readonly SimulatedDisk disk;

    /// <summary>Opens the store; what an interrupted writer left is removed.</summary>
    public DiskBlobStore(SimulatedDisk disk)
    {
        this.disk = disk;
        disk.Incoming.Clear();
    }

    public BlobWriter Create()
    {
        disk.RequireRoom();
        return new Writer(disk);
    }

    public bool Contains(string sha256) => disk.Blobs.ContainsKey(BlobName.Require(sha256));

    public Stream OpenRead(string sha256)
    {
        using var slices = OpenSlices(sha256);
        slices.Verify(CancellationToken.None);
        return new MemoryStream(disk.Blobs[sha256], writable: false);
    }

    public BlobSlices OpenSlices(string sha256) => disk.Blobs.TryGetValue(BlobName.Require(sha256), out var bytes)
        ? new Slices(sha256, bytes)
        : throw new LamellaException(ErrorCodes.FileMissing, $"Blob {sha256} is not in the store.", "Restore the folder from its backup.");

    public IReadOnlyList<string> List() => [.. disk.Blobs.Keys];

    public void Delete(string sha256) => disk.Blobs.Remove(BlobName.Require(sha256));

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private sealed class Writer : BlobWriter
    {
        private readonly SimulatedDisk disk;
        private readonly MemoryStream file = new();
        private readonly int number;

        public Writer(SimulatedDisk disk)
        {
            this.disk = disk;
            number = disk.Incoming.Keys.LastOrDefault() + 1;
            disk.Incoming[number] = file;
        }

        protected override void Append(ReadOnlySpan<byte> buffer)
        {
            disk.RequireRoom();
            file.Write(buffer);
        }

        protected override void Place(string sha256) => disk.Persist(
            () =>
            {
                disk.Blobs[sha256] = file.ToArray();
                disk.Incoming.Remove(number);
            },
            tear: () => file.SetLength(file.Length / 2));

        protected override void Close(bool isCommitted)
        {
            // A dead process tidies nothing up.
            if (!isCommitted && !disk.IsDown)
                disk.Incoming.Remove(number);
        }
    }

    private sealed class Slices(string sha256, byte[] bytes) : BlobSlices
    {
        public override long Length => bytes.Length;

        public override void Read(Span<byte> buffer, long offset)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            if (offset > bytes.Length - buffer.Length)
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
