using Lamella.Federation;

namespace Lamella.Storage.Blobs;

/// <summary>Names of blobs: SHA-256 in lower-case hex. A name may come from a message, so every store asks here first.</summary>
public static class BlobName
{
    private const int Length = 64;

    /// <summary>Whether a text is a name.</summary>
    public static bool IsOne(string text) => text.Length == Length && text.All(static c => char.IsAsciiHexDigitLower(c));

    /// <summary>The name itself.</summary>
    /// <exception cref="LamellaException">It is none (<see cref="ErrorCodes.BlobCorrupt"/>).</exception>
    public static string Require(string text) => IsOne(text)
        ? text
        : throw new LamellaException(ErrorCodes.BlobCorrupt, $"'{text}' is no name of a blob.", "Names of blobs are SHA-256 in lower-case hex.");
}
