using System.Numerics;
using System.Security.Cryptography;
using Lamella.Federation.Ledger.Signing;

namespace Lamella.Federation.Tests.Ledger;

public sealed class EcdsaP256Tests : IDisposable
{
    private static readonly BigInteger Order = Number(Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_signature_has_no_twin()
    {
        var signer = EcdsaP256.SignerOf(key);
        for (var i = 0; i < 40; i++)
        {
            var hash = SHA256.HashData([(byte)i]);
            var signature = signer.Sign(hash);
            var twin = signature.ToArray();
            var s = (Order - Number(signature.AsSpan(32))).ToByteArray(isUnsigned: true, isBigEndian: true);
            twin.AsSpan(32).Clear();
            s.CopyTo(twin, twin.Length - s.Length);

            Assert.True(key.VerifyHash(hash, twin, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
            Assert.True(EcdsaP256.Scheme.Verify(signer.PublicKey, hash, signature));
            Assert.False(EcdsaP256.Scheme.Verify(signer.PublicKey, hash, twin));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(4096)]
    public void Bytes_of_another_length_are_no_signature(int length) => Assert.False(EcdsaP256.Scheme.Verify(EcdsaP256.SignerOf(key).PublicKey, new byte[32], new byte[length]));

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
