using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamella.Federation;

namespace Lamella.Transport.Identity;

/// <summary>Requests for certificates (PKCS #10, RFC 2986).</summary>
public static class SigningRequest
{
    /// <summary>A request for a key, DER; the name in it is for people.</summary>
    public static byte[] Make(ECDsa key, string name) => new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>The key of a request that its key has signed.</summary>
    /// <exception cref="LamellaException">It is malformed, signed by another key, or of another curve (<see cref="ErrorCodes.IdentityUnusable"/>).</exception>
    public static PublicKey KeyOf(ReadOnlySpan<byte> request)
    {
        try
        {
            var read = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256, out var length);
            using var key = read.PublicKey.GetECDsaPublicKey();
            if (length == request.Length && key?.ExportParameters(false).Curve.Oid?.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
                return read.PublicKey;
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            // A curve that this platform does not have is no P-256 either.
        }

        throw new LamellaException(ErrorCodes.IdentityUnusable, "The request for a certificate is malformed, or not signed by a P-256 key.", "Join again with the site's program.");
    }
}
