using System.Security.Cryptography;

namespace Lamella.Transport.Identity;

/// <summary>
/// A fingerprint that two people can read to each other over the telephone: the first 96 bits of a SHA-256 as six words of five letters, consonants and vowels in
/// turn, 16 bits each (proquints: Wilkerson 2009, arXiv:0901.4016).
/// </summary>
public static class SixWords
{
    private const string Consonants = "bdfghjklmnprstvz", Vowels = "aiou";
    private const int Words = 6;

    /// <summary>The words for a site's key in a federation.</summary>
    /// <param name="publicKey">The site's public key, SubjectPublicKeyInfo.</param>
    /// <param name="authority">The authority's certificate, DER.</param>
    public static string Of(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> authority)
    {
        var hash = SHA256.HashData([.. SHA256.HashData(publicKey), .. SHA256.HashData(authority)]);
        return string.Join(' ', Enumerable.Range(0, Words).Select(i => Word((hash[2 * i] << 8) | hash[(2 * i) + 1])));
    }

    private static string Word(int bits) => new(
        [Consonants[(bits >> 12) & 15], Vowels[(bits >> 10) & 3], Consonants[(bits >> 6) & 15], Vowels[(bits >> 4) & 3], Consonants[bits & 15]]);
}
