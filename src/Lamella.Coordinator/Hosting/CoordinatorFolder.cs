using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Transport.Identity;

namespace Lamella.Coordinator.Hosting;

/// <summary>A coordinator's folder: settings, keys, invitations, ledger and files. Only its owner may read it.</summary>
public sealed class CoordinatorFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite, OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    private readonly string folder;

    private CoordinatorFolder(string folder) => this.folder = Path.GetFullPath(folder);

    /// <summary>What it was set up with.</summary>
    public CoordinatorSettings Settings => CoordinatorSettings.Read(PathOf("coordinator.json"));

    /// <summary>The ledger.</summary>
    public string Ledger => PathOf("ledger.db");

    /// <summary>Models and updates.</summary>
    public string Blobs => PathOf("blobs");

    /// <summary>Updates on their way in.</summary>
    public string Incoming => PathOf("uploads");

    /// <summary>Invitations.</summary>
    public string Invitations => PathOf("invitations.json");

    /// <summary>The socket for those who run it.</summary>
    public string Socket => PathOf("admin.sock");

    /// <summary>The folder itself.</summary>
    public string Root => folder;

    /// <summary>A file that shows whether the disk can be written, and goes away.</summary>
    public string Probe => PathOf("probe.tmp");

    /// <summary>A place for a file that is handed out and goes away.</summary>
    public string NewExport() => PathOf($"export-{RandomNumberGenerator.GetHexString(16)}.tmp");

    /// <summary>Sets a coordinator up: settings, authority and the key that signs its ledger.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="settings">What it is set up with.</param>
    /// <param name="time">Clock.</param>
    /// <param name="external">An authority made elsewhere; null: one of its own. The caller disposes it.</param>
    /// <exception cref="LamellaException">There is one in the folder already.</exception>
    public static CoordinatorFolder Create(string folder, CoordinatorSettings settings, TimeProvider time, CertificateAuthority? external = null)
    {
        var made = new CoordinatorFolder(folder);
        if (File.Exists(made.PathOf("coordinator.json")))
            throw new LamellaException(ErrorCodes.UsageWrong, $"There is a coordinator in '{folder}' already.", "Run it, or choose another folder.");
        Directory.CreateDirectory(made.folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(made.folder, OwnerFolder);
        using var own = external is null ? CertificateAuthority.Create(settings.Federation, time.GetUtcNow()) : null;
        var authority = external ?? own!;
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var port = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        made.WritePrivate("authority.key.pem", authority.ExportKey());
        made.WritePrivate("ledger.key.pem", signer.ExportPkcs8PrivateKeyPem());
        made.WritePrivate("port.key.pem", port.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(made.PathOf("authority.pem"), authority.ExportCertificate());
        settings.Write(made.PathOf("coordinator.json"));
        return made;
    }

    /// <summary>Opens a coordinator's folder.</summary>
    /// <exception cref="LamellaException">There is none.</exception>
    public static CoordinatorFolder Open(string folder)
    {
        var opened = new CoordinatorFolder(folder);
        _ = opened.Settings;
        return opened;
    }

    /// <summary>The authority that lets sites in.</summary>
    public CertificateAuthority OpenAuthority() => CertificateAuthority.Load(Read("authority.pem"), Read("authority.key.pem"));

    /// <summary>The key that signs the ledger; the caller disposes it.</summary>
    public ECDsa OpenSigner() => OpenKey("ledger.key.pem");

    /// <summary>The key of the port; join codes name it. The caller disposes it.</summary>
    public ECDsa OpenPortKey() => OpenKey("port.key.pem");

    private ECDsa OpenKey(string name)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(Read(name));
        return key;
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    private string Read(string name)
    {
        try
        {
            return File.ReadAllText(PathOf(name));
        }
        catch (IOException e)
        {
            throw new LamellaException(ErrorCodes.IdentityUnusable, $"'{PathOf(name)}' cannot be read: {e.Message}", "Restore the coordinator's folder from its backup.", e);
        }
    }

    private void WritePrivate(string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(PathOf(name), options);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
