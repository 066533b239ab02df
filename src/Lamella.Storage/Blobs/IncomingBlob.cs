using System.Security.Cryptography;
using Lamella.Federation;

namespace Lamella.Storage.Blobs;

/// <summary>A blob on its way in. Disposed before it is whole, what came is kept.</summary>
public sealed class IncomingBlob : IDisposable
{
    private const int BlockBytes = 1 << 20, FlushBytes = 8 << 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string path;
    private readonly string sha256;
    private readonly FileBlobStore store;
    private readonly Action closed;
    private readonly FileStream file;
    private long unflushed;
    private bool isDisposed;

    internal IncomingBlob(string path, string sha256, FileBlobStore store, Action closed)
    {
        (this.path, this.sha256, this.store, this.closed) = (path, sha256, store, closed);
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        var block = new byte[(int)Math.Min(BlockBytes, Math.Max(1, file.Length))];
        for (int count; (count = file.Read(block)) > 0;)
        {
            hash.AppendData(block, 0, count);
            Length += count;
        }
    }

    /// <summary>Bytes that are there; of a committed one, all.</summary>
    public long Length { get; private set; }

    /// <summary>Writes bytes at the end.</summary>
    /// <exception cref="LamellaException">No room (<see cref="ErrorCodes.DiskFull"/>); what came before stays.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
            unflushed += bytes.Length;
            if (unflushed >= FlushBytes)
            {
                file.Flush(flushToDisk: true);
                unflushed = 0;
            }
        }
        catch (Exception fault) when (Disk.IsFull(fault))
        {
            // Half a piece would be hashed as none.
            file.SetLength(Length);
            file.Position = Length;
            throw Disk.Full(path, fault);
        }

        hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>All is there: gives it its name, durably.</summary>
    /// <exception cref="LamellaException">It is not what its name says (<see cref="ErrorCodes.BlobCorrupt"/>), and is given up; or no room.</exception>
    public void Commit()
    {
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
        {
            Dispose();
            File.Delete(path);
            throw new LamellaException(ErrorCodes.BlobCorrupt, $"What came for blob {sha256} has another hash.", "It is to be sent again from the beginning.");
        }

        Disk.Guard(path, () => file.Flush(flushToDisk: true));
        file.Dispose();
        store.Adopt(path, sha256);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        hash.Dispose();
        file.Dispose();
        closed();
    }
}
