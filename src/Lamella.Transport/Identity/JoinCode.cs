using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Identity;

/// <summary>
/// What a coordinator gives a hospital to join with, as one word to paste: where to dial, under which name, whose key must answer, and a secret that
/// counts once.
/// </summary>
/// <param name="Address">Host and port, as <c>host:port</c>.</param>
/// <param name="Site">The site.</param>
/// <param name="CoordinatorSha256">SHA-256 of the public key (SubjectPublicKeyInfo) of the coordinator's port [32].</param>
/// <param name="Secret">The secret [16].</param>
public sealed record JoinCode(string Address, SiteId Site, byte[] CoordinatorSha256, byte[] Secret)
{
    private const string Prefix = "lamella-join-1.";
    private const int HashBytes = 32, SecretBytes = 16, CheckBytes = 4;

    /// <summary>A code with a new secret.</summary>
    public static JoinCode Create(string address, SiteId site, byte[] coordinatorSha256) => new(address, site, coordinatorSha256, RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The word.</summary>
    public string ToText()
    {
        byte[] content = [.. CoordinatorSha256, .. Secret, .. Encoding.UTF8.GetBytes($"{Address}\n{Site}")];
        return Prefix + Base64Url.EncodeToString([.. content, .. SHA256.HashData(content)[..CheckBytes]]);
    }

    /// <summary>Reads the word; a letter that was lost or changed is noticed.</summary>
    /// <exception cref="LamellaException">It is none (<see cref="ErrorCodes.JoinRefused"/>).</exception>
    public static JoinCode Parse(string text)
    {
        text = text.Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length) || length < HashBytes + SecretBytes + CheckBytes)
            throw Invalid("it is no join code");
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length));
        var content = bytes[..^CheckBytes];
        if (!SHA256.HashData(content).AsSpan(0, CheckBytes).SequenceEqual(bytes.AsSpan(content.Length)))
            throw Invalid("a part of it is missing or changed");
        var words = Encoding.UTF8.GetString(content.AsSpan(HashBytes + SecretBytes)).Split('\n');
        return words.Length == 2 && SiteId.IsValid(words[1])
            ? new JoinCode(words[0], new SiteId(words[1]), content[..HashBytes], content[HashBytes..(HashBytes + SecretBytes)])
            : throw Invalid("it names no site");
    }

    private static LamellaException Invalid(string why) => new(ErrorCodes.JoinRefused, $"The join code cannot be used: {why}.", "Copy the whole word that `coordinator invite` printed.");
}
