using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>Authorities as a hospital group's own would issue them, right and wrong.</summary>
internal static class TestAuthorities
{
    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>An intermediate under a root that nobody keeps; certificate and key in PEM.</summary>
    public static (string Certificate, string Key) Intermediate(
        bool isAuthority = true, X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign, int firstDay = -1, int lastDay = 365, string? use = null, bool hasIdentifier = true, ECCurve? curve = null)
    {
        using var key = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP384);
        var request = new CertificateRequest("CN=Group Issuing CA 7, OU=PKI", key, HashAlgorithmName.SHA384);
        Extend(request, isAuthority, usage, use, hasIdentifier);
        return (Sign(request, firstDay, lastDay), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>An intermediate with a key that is none of an elliptic curve.</summary>
    public static (string Certificate, string Key) Rsa()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Group Issuing CA 8", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Extend(request, true, X509KeyUsageFlags.KeyCertSign, null, true);
        return (Sign(request, -1, 365), key.ExportPkcs8PrivateKeyPem());
    }

    private static void Extend(CertificateRequest request, bool isAuthority, X509KeyUsageFlags usage, string? use, bool hasIdentifier)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        if (use is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        if (hasIdentifier)
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
    }

    private static string Sign(CertificateRequest request, int firstDay, int lastDay)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var root = new CertificateRequest("CN=Group Root CA", rootKey, HashAlgorithmName.SHA384);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using var signed = root.CreateSelfSigned(Now.AddDays(-100), Now.AddDays(1000));
        using var issued = request.Create(signed.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), Now.AddDays(firstDay), Now.AddDays(lastDay), [1, 2, 3, 4]);
        return issued.ExportCertificatePem();
    }
}
