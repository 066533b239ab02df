using System.Numerics;
using System.Security.Cryptography;

namespace Lamella.Federation.Ledger.Signing;

/// <summary>
/// ECDSA on P-256 (FIPS 186-5): signatures are r and s, 32 bytes each (IEEE P1363); a public key is its SubjectPublicKeyInfo (RFC 5480) in base64.
/// Of the two values s that fit a hash, s and n - s, only the lower counts: without the key nobody makes another signature out of one.
/// </summary>
public static class EcdsaP256
{
    private const int Half = 32;

    private static readonly BigInteger Order = Number(Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));

    /// <summary>Name of the scheme in a ledger.</summary>
    public const string SchemeName = "ecdsa-p256";

    /// <summary>The scheme.</summary>
    public static ISignatureScheme Scheme { get; } = new Verifier();

    /// <summary>Signs with a key that the caller keeps and disposes; one thread at a time.</summary>
    public static ISigner SignerOf(ECDsa key) => new KeySigner(key);

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static bool IsHigh(ReadOnlySpan<byte> signature) => Number(signature[Half..]) * 2 > Order;

    private sealed class KeySigner(ECDsa key) : ISigner
    {
        public string PublicKey { get; } = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

        public byte[] Sign(ReadOnlySpan<byte> hash)
        {
            var signature = key.SignHash(hash.ToArray(), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            if (!IsHigh(signature))
                return signature;
            var low = (Order - Number(signature.AsSpan(Half))).ToByteArray(isUnsigned: true, isBigEndian: true);
            signature.AsSpan(Half).Clear();
            low.CopyTo(signature, signature.Length - low.Length);
            return signature;
        }
    }

    private sealed class Verifier : ISignatureScheme
    {
        // Importing a key costs as much as a verification, and a key object is for one thread at a time.
        [ThreadStatic]
        private static Dictionary<string, ECDsa?>? keys;

        public string Name => SchemeName;

        public bool ProvesIdentity => true;

        public bool Verify(string publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
        {
            if (signature.Length != 2 * Half || IsHigh(signature))
                return false;
            keys ??= new Dictionary<string, ECDsa?>(StringComparer.Ordinal);
            if (!keys.TryGetValue(publicKey, out var key))
                keys[publicKey] = key = Import(publicKey);
            return key is not null && key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        private static ECDsa? Import(string publicKey)
        {
            var key = ECDsa.Create();
            try
            {
                key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
                if (key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
                    return key;
            }
            catch (Exception e) when (e is FormatException or CryptographicException)
            {
            }

            key.Dispose();
            return null;
        }
    }
}
