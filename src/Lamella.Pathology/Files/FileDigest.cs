using System.Security.Cryptography;

namespace Lamella.Pathology.Files;

/// <summary>SHA-256 of whole files, lower-case hex.</summary>
internal static class FileDigest
{
    public static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
