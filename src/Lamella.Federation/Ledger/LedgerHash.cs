using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lamella.Federation.Ledger;

/// <summary>
/// The two hashes of an entry, SHA-256 over text so that a second verifier needs no more than a hash function:
/// <c>content = SHA256("lamella-content-1\n" signer "\n" body)</c> and
/// <c>hash = SHA256("lamella-entry-1\n" index "\n" previous "\n" time "\n" content)</c>, numbers in decimal, hashes in lower-case hex.
/// </summary>
public static class LedgerHash
{
    /// <summary>What stands for the hash before the first entry.</summary>
    public static string Zero { get; } = new('0', 64);

    /// <summary>Hash of signer and body: what a site signs.</summary>
    public static string OfContent(Signer signer, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"lamella-content-1\n{signer}\n"));
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Chain hash: what the coordinator signs.</summary>
    public static string OfEntry(long index, string previous, long time, string content)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"lamella-entry-1\n{index}\n{previous}\n{time}\n{content}");
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return Convert.ToHexStringLower(digest);
    }
}
