using System.Security.Cryptography;
using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>The key that signs a bundle: ECDSA on P-256 with SHA-256, which plain openssl verifies.</summary>
internal sealed class BundleKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private readonly ECDsa key;

    private BundleKey(ECDsa key) => this.key = key;

    /// <summary>The public half, PEM.</summary>
    public string PublicPem => key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>SHA-256 of the public half (DER), hex: short enough to be read out.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>Reads a key that somebody keeps.</summary>
    /// <exception cref="LamellaException">There is no such file, or it holds no such key.</exception>
    public static BundleKey Read(string path)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"There is no file '{path}'.", "Check the path of --key.");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.ExportParameters(includePrivateParameters: true).Curve.Oid.Value == P256)
                return new BundleKey(key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Refused(path, e);
        }

        key.Dispose();
        throw Refused(path, null);
    }

    /// <summary>Makes a fresh one and keeps it in a file for its owner alone.</summary>
    /// <exception cref="LamellaException">There is a file already: a key is never overwritten.</exception>
    public static BundleKey Create(string path)
    {
        RequireNone(path);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path, options))
            file.Write(key.ExportPkcs8PrivateKeyPem() + "\n");
        return new BundleKey(key);
    }

    /// <summary>Refuses to begin where a fresh key would have to overwrite another.</summary>
    /// <exception cref="LamellaException">There is a file already.</exception>
    public static void RequireNone(string path)
    {
        if (File.Exists(path))
            throw new LamellaException(ErrorCodes.UsageWrong, $"There is a key already: '{path}'.", $"Sign with it: --key {path}");
    }

    /// <summary>Signs; the form is the one openssl writes (DER).</summary>
    public byte[] Sign(byte[] content) => key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc />
    public void Dispose() => key.Dispose();

    private static LamellaException Refused(string path, Exception? inner) => new(
        ErrorCodes.IdentityUnusable, $"'{path}' holds no private key on P-256.",
        "Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out FILE.pem", inner);
}
