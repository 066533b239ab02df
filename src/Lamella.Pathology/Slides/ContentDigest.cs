using System.Buffers.Binary;
using System.Security.Cryptography;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Slides;

/// <summary>
/// A slide's identity by content: SHA-256 over the lengths of its files and their bytes, of large files over 64 blocks of 64 KiB at even distances
/// (which no two scans share), so that a slide of gigabytes on a share is told in a moment. A copy under another name has the same.
/// </summary>
public static class ContentDigest
{
    private const int Blocks = 64, Block = 1 << 16;

    /// <summary>The digest in lower-case hex.</summary>
    /// <exception cref="SlideException">A file may not be read or cannot be reached.</exception>
    public static string Of(string path, ShareRetryOptions? retry = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return ShareRetry.Run(retry ?? new ShareRetryOptions(), () => OfFiles(SlideOpener.FilesOf(path)), cancellationToken);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw SlideException.NotPermitted(fault);
        }
        catch (IOException fault)
        {
            throw SlideException.Unreachable("reading it failed", fault);
        }
    }

    private static string OfFiles(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        Span<byte> number = stackalloc byte[8];
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var length = stream.Length;
            BinaryPrimitives.WriteInt64LittleEndian(number, length);
            hash.AppendData(number);
            var whole = length <= Blocks * (long)Block;
            for (var i = 0; i < Blocks && (!whole || i * (long)Block < length); i++)
            {
                stream.Position = whole ? i * (long)Block : (length - Block) / (Blocks - 1) * i;
                hash.AppendData(buffer, 0, stream.ReadAtLeast(buffer, Block, throwOnEndOfStream: false));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
