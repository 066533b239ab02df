using System.Security.Cryptography;
using System.Text;

namespace Lamella.Cli.Bundles;

/// <summary>SHA256SUMS, as <c>sha256sum -c</c> reads it: every file of a folder but itself and its signature.</summary>
internal static class ChecksumFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "SHA256SUMS";

    /// <summary>Name of the signature beside it.</summary>
    public const string SignatureName = Name + ".sig";

    /// <summary>The sums of all files below a folder, in the order of their names.</summary>
    public static byte[] Of(string folder)
    {
        var text = new StringBuilder();
        foreach (var file in FilesOf(folder).Where(f => f is not (Name or SignatureName)))
        {
            using var content = File.OpenRead(Path.Combine(folder, file));
            text.Append(Convert.ToHexStringLower(SHA256.HashData(content))).Append("  ").Append(file).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Names of all files below a folder, with slashes, sorted.</summary>
    public static IReadOnlyList<string> FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
