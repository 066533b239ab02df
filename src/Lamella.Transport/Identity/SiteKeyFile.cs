using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;

namespace Lamella.Transport.Identity;

/// <summary>
/// Where a site's private key is: in the file <c>lamella-site-key</c> of <c>$CREDENTIALS_DIRECTORY</c>, where systemd puts a service's credentials, or else in
/// the site's folder, where nobody but its owner may read it. A key that comes as a credential is never written anywhere.
/// </summary>
public static class SiteKeyFile
{
    /// <summary>Name of the credential: a private key on P-256, PEM (PKCS #8 or SEC 1).</summary>
    public const string Credential = "lamella-site-key";

    private const string CredentialsDirectory = "CREDENTIALS_DIRECTORY", Name = "key.pem", P256 = "1.2.840.10045.3.1.7";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The credential's file; null when there is none.</summary>
    public static string? CredentialFile => Environment.GetEnvironmentVariable(CredentialsDirectory) is { Length: > 0 } folder && File.Exists(Path.Combine(folder, Credential))
        ? Path.Combine(folder, Credential)
        : null;

    /// <summary>The key of a site that is about to join; made in the folder when it neither is there nor comes as a credential. The caller disposes it.</summary>
    /// <exception cref="LamellaException">It is none, or others may read it.</exception>
    public static ECDsa OpenOrMake(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (CredentialFile is null && !File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            WritePrivate(path, made.ExportPkcs8PrivateKeyPem());
        }

        return Open(folder);
    }

    /// <summary>The key of a site that has joined. The caller disposes it.</summary>
    /// <exception cref="LamellaException">It is not there or is none (<see cref="ErrorCodes.IdentityUnusable"/>), or others may read it (<see cref="ErrorCodes.KeyExposed"/>).</exception>
    public static ECDsa Open(string folder)
    {
        // What systemd hands out is for the service alone; its rights are access lists, which the mode does not show.
        var path = CredentialFile ?? RequirePrivate(Path.Combine(folder, Name));
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 ? key : throw Unusable(path, "it is not on P-256");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw Unusable(path, e.Message, e);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static string RequirePrivate(string path)
    {
        if (!File.Exists(path))
            throw Unusable(path, $"there is none, and no credential '{Credential}'");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            throw new LamellaException(ErrorCodes.KeyExposed, $"Others on this machine may read or change the site's key '{path}'.", $"chmod 600 '{path}'; if others may have read it, join again with a new key.");
        return path;
    }

    private static LamellaException Unusable(string path, string why, Exception? inner = null) => new(
        ErrorCodes.IdentityUnusable, $"The site's key '{path}' cannot be used: {why}.", $"Restore it from the backup, hand it in as the credential '{Credential}', or join again.", inner);

    private static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
