using Lamella.Federation;

namespace Lamella.Coordinator.Storage;

/// <summary>
/// Content-addressed files: a blob's name is its SHA-256. A blob is written to a temporary file, flushed to the disk and renamed, so that what has
/// a name is whole.
/// </summary>
public sealed class BlobStore
{
    private readonly string folder;
    private readonly string incoming;
    private int next;

    /// <summary>Opens or makes the store; what an interrupted writer left is removed.</summary>
    public BlobStore(string folder)
    {
        this.folder = folder;
        incoming = System.IO.Path.Combine(folder, "incoming");
        if (Directory.Exists(incoming))
            Directory.Delete(incoming, recursive: true);
        Directory.CreateDirectory(incoming);
    }

    /// <summary>Starts a blob.</summary>
    public BlobWriter Create() => new(System.IO.Path.Combine(incoming, Interlocked.Increment(ref next).ToString()), Path);

    /// <summary>Whether the blob is there.</summary>
    public bool Contains(string sha256) => File.Exists(Path(sha256));

    /// <summary>Opens a blob for reading.</summary>
    public FileStream Open(string sha256)
    {
        var path = Path(sha256);
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"Blob {sha256} is not in the store.", "Restore the folder from its backup, or start the run in an empty folder.");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
    }

    /// <summary>Removes a blob that nothing refers to any more.</summary>
    public void Delete(string sha256) => File.Delete(Path(sha256));

    private string Path(string sha256) => System.IO.Path.Combine(folder, sha256[..2], sha256);
}
