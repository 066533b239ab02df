using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Identity;

/// <summary>
/// A site's identity in a folder: the key, made here and never sent (0600), the certificate for it, the authority that must answer at the other end, and
/// where to dial.
/// </summary>
public sealed class SiteIdentity : IDisposable
{
    private const string CertificateFile = "certificate.pem", AuthorityFile = "authority.pem", AddressFile = "coordinator", LedgerKeyFile = "ledger-key";

    private readonly string folder;

    private SiteIdentity(string folder, ECDsa key, X509Certificate2 certificate, X509Certificate2 authority, string address, string ledgerKey) =>
        (this.folder, Key, Certificate, Authority, Address, LedgerKey) = (folder, key, certificate, authority, address, ledgerKey);

    /// <summary>The site.</summary>
    public SiteId Site => new(CertificateAuthority.Attribute(Certificate, "2.5.4.3"));

    /// <summary>The site's key; it signs what the site says and proves who is at the line.</summary>
    public ECDsa Key { get; }

    /// <summary>The site's certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; private set; }

    /// <summary>The federation's authority.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>Where to dial, <c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>Public key of the coordinator's ledger.</summary>
    public string LedgerKey { get; }

    /// <summary>The words to compare with the coordinator's people.</summary>
    public string Words => SixWords.Of(Key.ExportSubjectPublicKeyInfo(), Authority.RawData);

    /// <summary>When the certificate should be renewed: at half of its life.</summary>
    public DateTimeOffset RenewAt => Certificate.NotBefore + ((Certificate.NotAfter - Certificate.NotBefore) / 2);

    /// <summary>Whether there is an identity in the folder.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, CertificateFile));

    /// <summary>Which site a folder belongs to; its key is not needed for that.</summary>
    /// <exception cref="LamellaException">There is no identity, or its certificate cannot be read (<see cref="ErrorCodes.IdentityUnusable"/>).</exception>
    public static SiteId SiteOf(string folder)
    {
        RequireThere(folder);
        using var certificate = Reading(folder, () => X509Certificate2.CreateFromPem(ReadText(Path.Combine(folder, CertificateFile))));
        return new SiteId(CertificateAuthority.Attribute(certificate, "2.5.4.3"));
    }

    /// <summary>Where a site dials and which authority must answer there; its key is not needed for that. The caller disposes the authority.</summary>
    /// <exception cref="LamellaException">There is no identity, or its files cannot be read (<see cref="ErrorCodes.IdentityUnusable"/>).</exception>
    public static (string Address, X509Certificate2 Authority) HubOf(string folder)
    {
        RequireThere(folder);
        return Reading(folder, () => (ReadText(Path.Combine(folder, AddressFile)).Trim(), X509Certificate2.CreateFromPem(ReadText(Path.Combine(folder, AuthorityFile)))));
    }

    /// <summary>Keeps what joining gave.</summary>
    public static SiteIdentity Keep(string folder, ECDsa key, X509Certificate2 certificate, X509Certificate2 authority, string address, string ledgerKey)
    {
        // A key that comes as a credential has made no folder.
        Directory.CreateDirectory(folder);
        Replace(Path.Combine(folder, LedgerKeyFile), ledgerKey);
        Replace(Path.Combine(folder, AuthorityFile), authority.ExportCertificatePem());
        Replace(Path.Combine(folder, AddressFile), address);
        Replace(Path.Combine(folder, CertificateFile), certificate.ExportCertificatePem());
        return new SiteIdentity(folder, key, certificate.CopyWithPrivateKey(key), authority, address, ledgerKey);
    }

    /// <summary>Opens the identity of a site that has joined.</summary>
    /// <exception cref="LamellaException">There is none, or its files do not go together (<see cref="ErrorCodes.IdentityUnusable"/>).</exception>
    public static SiteIdentity Open(string folder)
    {
        RequireThere(folder);
        var key = SiteKeyFile.Open(folder);
        return Reading(folder, () =>
        {
            var authority = X509Certificate2.CreateFromPem(ReadText(Path.Combine(folder, AuthorityFile)));
            var certificate = X509Certificate2.CreateFromPem(ReadText(Path.Combine(folder, CertificateFile)));
            return new SiteIdentity(folder, key, certificate.CopyWithPrivateKey(key), authority, ReadText(Path.Combine(folder, AddressFile)).Trim(), ReadText(Path.Combine(folder, LedgerKeyFile)).Trim());
        });
    }

    /// <summary>Keeps a new certificate for the same key.</summary>
    public void Renew(X509Certificate2 certificate)
    {
        Replace(Path.Combine(folder, CertificateFile), certificate.ExportCertificatePem());
        Certificate = certificate.CopyWithPrivateKey(Key);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Key.Dispose();
        Certificate.Dispose();
        Authority.Dispose();
    }

    private static string ReadText(string path) => File.ReadAllText(path);

    private static void RequireThere(string folder)
    {
        if (!Exists(folder))
            throw new LamellaException(ErrorCodes.IdentityUnusable, $"There is no identity in '{folder}'.", "Join the federation first: ./lamella site join --code CODE.");
    }

    private static T Reading<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException)
        {
            throw new LamellaException(ErrorCodes.IdentityUnusable, $"The identity in '{folder}' cannot be used: {e.Message}", "Restore the folder from its backup, or join again.", e);
        }
    }

    private static void Replace(string path, string text)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
