using System.Security.Cryptography;
using System.Text;

namespace Lamella.Federation.Ledger.Signing;

/// <summary>
/// Stand-in signatures for simulations: the same each time and cheap, and worth nothing as proof, since the secret is the name. A ledger says so in
/// its first entry and every verifier repeats it.
/// </summary>
public static class SimulatedSignatures
{
    /// <summary>Name of the scheme in a ledger.</summary>
    public const string SchemeName = "simulated";

    /// <summary>The scheme.</summary>
    public static ISignatureScheme Scheme { get; } = new NamedScheme();

    /// <summary>A signer whose key is a name.</summary>
    public static ISigner SignerOf(string name) => new NamedSigner(name);

    private static byte[] Sign(string publicKey, ReadOnlySpan<byte> hash) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(publicKey), hash);

    private sealed class NamedSigner(string name) : ISigner
    {
        public string PublicKey => "simulated:" + name;

        public byte[] Sign(ReadOnlySpan<byte> hash) => SimulatedSignatures.Sign(PublicKey, hash);
    }

    private sealed class NamedScheme : ISignatureScheme
    {
        public string Name => SchemeName;

        public bool ProvesIdentity => false;

        public bool Verify(string publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => signature.SequenceEqual(Sign(publicKey, hash));
    }
}
