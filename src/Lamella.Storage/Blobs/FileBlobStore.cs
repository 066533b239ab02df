using Lamella.Federation;
using Microsoft.Win32.SafeHandles;

namespace Lamella.Storage.Blobs;

/// <summary>
/// Blobs as files: written beside, flushed to the disk, renamed, and the folder flushed, so that what has a name is whole; hashed again when read, so
/// that what is read is what was written.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    private readonly string folder;
    private readonly string incoming;
    private int next;

    /// <summary>Opens or makes the store; what an interrupted writer left is removed.</summary>
    public FileBlobStore(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        incoming = Path.Combine(this.folder, "incoming");
        Disk.Guard(folder, () =>
        {
            Disk.MakeFolder(incoming);
            foreach (var left in Directory.EnumerateFiles(incoming))
                File.Delete(left);
        });
    }

    /// <inheritdoc />
    public BlobWriter Create() => new FileBlobWriter(Path.Combine(incoming, Interlocked.Increment(ref next).ToString()), PathOf);

    /// <inheritdoc />
    public bool Contains(string sha256) => File.Exists(PathOf(sha256));

    /// <inheritdoc />
    public Stream OpenRead(string sha256)
    {
        // What is checked is what is handed out, though the name be deleted or given anew meanwhile.
        var file = OpenFile(sha256);
        try
        {
            FileBlobSlices.Verify(sha256, file, CancellationToken.None);
            return new FileStream(file, FileAccess.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a blob for one who holds it against its name himself.</summary>
    /// <exception cref="LamellaException">It is not there (<see cref="ErrorCodes.FileMissing"/>).</exception>
    public Stream OpenUnchecked(string sha256) => new FileStream(OpenFile(sha256), FileAccess.Read, bufferSize: 0);

    /// <inheritdoc />
    public BlobSlices OpenSlices(string sha256) => new FileBlobSlices(sha256, OpenFile(sha256));

    /// <inheritdoc />
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Where(BlobName.IsOne)];

    /// <inheritdoc />
    public void Delete(string sha256)
    {
        if (Contains(sha256))
            File.Delete(PathOf(sha256));
    }

    /// <summary>Takes in a flushed file whose hash the caller has checked.</summary>
    internal void Adopt(string path, string sha256) => Disk.Guard(path, () =>
    {
        Disk.MakeFolder(Path.GetDirectoryName(PathOf(sha256))!);
        Disk.Place(path, PathOf(sha256));
    });

    private SafeFileHandle OpenFile(string sha256)
    {
        try
        {
            return File.OpenHandle(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LamellaException(ErrorCodes.FileMissing, $"Blob {sha256} is not in the store.", "Restore the folder from its backup.", fault);
        }
    }

    /// <summary>A name comes from a message; nothing that is not a hash becomes a path.</summary>
    private string PathOf(string sha256) => Path.Combine(folder, BlobName.Require(sha256)[..2], sha256);
}
