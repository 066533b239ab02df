using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Identity;

/// <summary>
/// A federation's own certificate authority (X.509, ECDSA on P-256): it signs the coordinator's certificate and those of sites. Who counts is for the
/// ledger to say; a certificate only ties a name to a key for a time.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>How long an authority lives.</summary>
    public static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);

    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(10);

    private readonly X509Certificate2 certificate;

    private CertificateAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(certificate.RawData);

    /// <summary>A new authority.</summary>
    /// <param name="federation">Name of the federation.</param>
    /// <param name="now">When it begins.</param>
    public static CertificateAuthority Create(string federation, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name($"{federation} authority", federation), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new CertificateAuthority(request.CreateSelfSigned(now - ClockSlack, now + AuthorityLife));
    }

    /// <summary>An authority from its certificate and private key, PEM.</summary>
    /// <exception cref="LamellaException">They are no certificate and key (<see cref="ErrorCodes.IdentityUnusable"/>).</exception>
    public static CertificateAuthority Load(string certificatePem, string keyPem)
    {
        try
        {
            return new CertificateAuthority(X509Certificate2.CreateFromPem(certificatePem, keyPem));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new LamellaException(ErrorCodes.IdentityUnusable, $"The authority's certificate and key do not go together: {e.Message}", "Restore both from the backup of the coordinator's folder.", e);
        }
    }

    /// <summary>The certificate, PEM.</summary>
    public string ExportCertificate() => certificate.ExportCertificatePem();

    /// <summary>The private key, PEM (PKCS #8). Whoever has it can let sites in.</summary>
    public string ExportKey()
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>A certificate for the coordinator's port.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hosts">Names and addresses under which sites reach it.</param>
    /// <param name="now">When it begins.</param>
    /// <param name="life">How long it holds.</param>
    public X509Certificate2 IssueServer(ECDsa key, IEnumerable<string> hosts, DateTimeOffset now, TimeSpan life)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (System.Net.IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        var request = new CertificateRequest(Name("coordinator", Organisation), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return Issue(request, AuthorityChain.ServerUse, now, life);
    }

    /// <summary>A certificate for a site, from its request: the request proves that the site has the key.</summary>
    /// <param name="request">PKCS #10, DER. Only its key is used: what it says of itself is not believed.</param>
    /// <param name="site">The site.</param>
    /// <param name="now">When it begins.</param>
    /// <param name="life">How long it holds.</param>
    /// <exception cref="LamellaException">The request is malformed, not signed by its key, or the key is not on P-256.</exception>
    public X509Certificate2 IssueSite(ReadOnlySpan<byte> request, SiteId site, DateTimeOffset now, TimeSpan life)
    {
        var key = SigningRequest.KeyOf(request);
        return Issue(new CertificateRequest(Name(site.Value, Organisation), key, HashAlgorithmName.SHA256), AuthorityChain.ClientUse, now, life);
    }

    /// <inheritdoc />
    public void Dispose() => certificate.Dispose();

    private string Organisation => Attribute(certificate, "2.5.4.10");

    internal static string Attribute(X509Certificate2 certificate, string oid) => certificate.SubjectName.EnumerateRelativeDistinguishedNames()
        .Where(n => !n.HasMultipleElements && n.GetSingleElementType().Value == oid).Select(n => n.GetSingleElementValue() ?? "").FirstOrDefault("");

    private static X500DistinguishedName Name(string commonName, string organisation)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        if (organisation.Length > 0)
            name.AddOrganizationName(organisation);
        return name.Build();
    }

    private X509Certificate2 Issue(CertificateRequest request, string use, DateTimeOffset now, TimeSpan life)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: true));
        // Not every authority has an identifier of its own key.
        var hasIdentifier = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any();
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: hasIdentifier, includeIssuerAndSerial: !hasIdentifier));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        var end = now + life < certificate.NotAfter ? now + life : certificate.NotAfter;
        var start = now - ClockSlack > certificate.NotBefore ? now - ClockSlack : certificate.NotBefore;
        return request.Create(certificate, start, end, serial);
    }
}
