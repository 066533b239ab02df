using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Catalogue;

/// <summary>
/// Names under which slides and patients may leave: HMAC-SHA-256 with a key that is made at the hospital and never leaves it, cut to 80 bits. Whoever
/// lacks the key can neither go back nor try out names. The same key gives the same names, so bags made later fit those made before.
/// </summary>
public sealed class Pseudonyms
{
    private const int KeyBytes = 32, NameBytes = 10;
    private readonly byte[] key;

    private Pseudonyms(byte[] key) => this.key = key;

    /// <summary>Reads the key, or makes it when there is none; only its owner may read the file.</summary>
    /// <exception cref="LamellaException">The file is no key.</exception>
    public static Pseudonyms Open(string path)
    {
        if (!File.Exists(path))
        {
            AtomicFile.Write(path, stream =>
            {
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(((FileStream)stream).SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            });
        }

        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes ? new Pseudonyms(key) : throw new LamellaException(
            ErrorCodes.StoreUnusable, $"'{path}' is no pseudonym key: it holds {key.Length} bytes, not {KeyBytes}.", "Restore it from a backup; with another key all slides and patients get other names.");
    }

    /// <summary>Name of a slide.</summary>
    /// <param name="contentDigest">Its content's digest, so that a renamed file keeps its name.</param>
    public string OfSlide(string contentDigest) => "s-" + Name("slide", contentDigest);

    /// <summary>Name of a patient.</summary>
    /// <param name="patient">The hospital's own id.</param>
    public string OfPatient(string patient) => "p-" + Name("patient", patient);

    private string Name(string kind, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"lamella-pseudonym-1\n{kind}\n{value}")).AsSpan(0, NameBytes));
}
