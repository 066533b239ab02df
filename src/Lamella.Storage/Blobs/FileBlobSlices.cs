using System.Security.Cryptography;
using Lamella.Federation;
using Microsoft.Win32.SafeHandles;

namespace Lamella.Storage.Blobs;

/// <summary>Random reads of a file.</summary>
internal sealed class FileBlobSlices(string sha256, SafeFileHandle file) : BlobSlices
{
    private const int BlockBytes = 1 << 20;

    public override long Length { get; } = RandomAccess.GetLength(file);

    public override void Read(Span<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset > Length - buffer.Length)
            throw Corrupt(sha256);
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0)
                throw Corrupt(sha256);
            buffer = buffer[read..];
            offset += read;
        }
    }

    public override void Verify(CancellationToken cancellation) => Verify(sha256, file, cancellation);

    public override void Dispose() => file.Dispose();

    /// <summary>Compares all of a file with its name.</summary>
    internal static void Verify(string sha256, SafeFileHandle file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = GC.AllocateUninitializedArray<byte>((int)Math.Min(BlockBytes, Math.Max(1, RandomAccess.GetLength(file))));
        int read;
        for (long at = 0; (read = RandomAccess.Read(file, block, at)) > 0; at += read)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, read);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
            throw Corrupt(sha256);
    }

    private static LamellaException Corrupt(string sha256) => new(
        ErrorCodes.BlobCorrupt, $"Blob {sha256} is not what its name says.", "The disk changed it: restore it from a backup, or delete it and let it be sent or made again.");
}
