using Lamella.Federation;

namespace Lamella.Storage.Blobs;

/// <summary>
/// Blobs as files: written beside, flushed to the disk, renamed, and the folder flushed, so that what has a name is whole; hashed again when read, so
/// that what is read is what was written.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    private const int NameLength = 64;

    private readonly string folder;
    private readonly string incoming;
    private int next;

    /// <summary>Opens or makes the store; what an interrupted writer left is removed.</summary>
    public FileBlobStore(string folder)
    {
        this.folder = folder;
        incoming = Path.Combine(folder, "incoming");
        if (Directory.Exists(incoming))
            Directory.Delete(incoming, recursive: true);
        Directory.CreateDirectory(incoming);
    }

    /// <inheritdoc />
    public BlobWriter Create() => new FileBlobWriter(Path.Combine(incoming, Interlocked.Increment(ref next).ToString()), PathOf);

    /// <inheritdoc />
    public bool Contains(string sha256) => File.Exists(PathOf(sha256));

    /// <inheritdoc />
    public Stream OpenRead(string sha256)
    {
        using (var slices = OpenSlices(sha256))
            slices.Verify(CancellationToken.None);
        return new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }

    /// <inheritdoc />
    public BlobSlices OpenSlices(string sha256)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"Blob {sha256} is not in the store.", "Restore the folder from its backup.");
        return new FileBlobSlices(sha256, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
    }

    /// <inheritdoc />
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Where(IsName)];

    /// <inheritdoc />
    public void Delete(string sha256)
    {
        if (Contains(sha256))
            File.Delete(PathOf(sha256));
    }

    private static bool IsName(string name) => name.Length == NameLength && name.All(static c => char.IsAsciiHexDigitLower(c));

    /// <summary>A name comes from a message; nothing that is not a hash becomes a path.</summary>
    private string PathOf(string sha256) => IsName(sha256)
        ? Path.Combine(folder, sha256[..2], sha256)
        : throw new LamellaException(ErrorCodes.BlobCorrupt, $"'{sha256}' is no name of a blob.", "Names of blobs are SHA-256 in lower-case hex.");
}
