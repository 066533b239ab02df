using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamella.Federation;

namespace Lamella.Transport.Identity;

/// <summary>An authority that somebody else made for the federation: an intermediate that a hospital group's own authority has issued.</summary>
public static class ExternalAuthority
{
    private const string BasicConstraints = "2.5.29.19", EcPublicKey = "1.2.840.10045.2.1", Encrypted = "ENCRYPTED";

    /// <summary>Reads and checks one. Only the first certificate of the file is used; those above it are not needed.</summary>
    /// <param name="certificatePem">Its certificate, PEM.</param>
    /// <param name="keyPem">Its private key, PEM, not encrypted.</param>
    /// <param name="now">The time at which it must hold.</param>
    /// <exception cref="LamellaException">It cannot be an authority here (<see cref="ErrorCodes.AuthorityRefused"/>); all faults are named.</exception>
    public static CertificateAuthority Read(string certificatePem, string keyPem, DateTimeOffset now)
    {
        if (keyPem.Contains(Encrypted, StringComparison.Ordinal))
            throw Refused(["its key is encrypted: take the password off, for a coordinator starts without anybody at the keyboard (openssl pkcs8 -in KEY -out PLAIN)"]);
        using var certificate = Try(() => X509Certificate2.CreateFromPem(certificatePem), "the certificate's file holds none in PEM");
        List<string> faults = [.. FaultsOf(certificate, now)];
        if (faults.Count == 0 && !Try(() => IsKeyOf(certificate, keyPem), "the key's file holds no elliptic-curve key in PEM"))
            faults.Add("the key is not the certificate's");
        return faults.Count == 0 ? CertificateAuthority.Load(certificate.ExportCertificatePem(), keyPem) : throw Refused(faults);
    }

    private static IEnumerable<string> FaultsOf(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (certificate.Extensions[BasicConstraints] is not X509BasicConstraintsExtension { CertificateAuthority: true })
            yield return "its certificate is not one of an authority (basic constraints, CA:TRUE)";
        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
            yield return "its key may not sign certificates (key usage, keyCertSign)";
        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } uses && !Allows(uses))
            yield return "its certificate may not issue for both servers and clients (extended key usage)";
        if (now < certificate.NotBefore.ToUniversalTime())
            yield return $"its certificate holds only from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC on";
        if (now > certificate.NotAfter.ToUniversalTime())
            yield return $"its certificate has ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}";
        if (certificate.PublicKey.Oid.Value != EcPublicKey)
            yield return $"its key is of type {certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value}; an elliptic-curve key (P-256 or P-384) is needed";
    }

    private static bool Allows(X509EnhancedKeyUsageExtension uses)
    {
        var all = uses.EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value).ToList();
        return all.Contains("2.5.29.37.0") || (all.Contains(AuthorityChain.ServerUse) && all.Contains(AuthorityChain.ClientUse));
    }

    private static bool IsKeyOf(X509Certificate2 certificate, string keyPem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(keyPem);
        return key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private static T Try<T>(Func<T> read, string otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Refused([otherwise]);
        }
    }

    private static LamellaException Refused(IReadOnlyList<string> faults) => new(
        ErrorCodes.AuthorityRefused, $"The authority cannot be used: {string.Join("; ", faults)}.", "Ask those who run the authority above for an intermediate with an elliptic-curve key, or leave --ca-certificate and --ca-key out: the coordinator makes its own.");
}
