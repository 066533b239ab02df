using Lamella.Federation;

namespace Lamella.Storage.Blobs;

/// <summary>
/// Blobs that come in over a line that may break: what came is kept, and gone on with. Each sender has one at a time, so that nobody can fill the disk
/// with beginnings.
/// </summary>
/// <param name="store">Where whole blobs go.</param>
/// <param name="folder">Where beginnings are kept; on the disk of the store.</param>
public sealed class IncomingBlobs(FileBlobStore store, string folder)
{
    private readonly HashSet<string> open = new(StringComparer.Ordinal);

    /// <summary>How many bytes of a sender's blob are there.</summary>
    /// <param name="sender">The sender; a word that can be a file's name.</param>
    /// <param name="sha256">The blob.</param>
    public long LengthOf(string sender, string sha256)
    {
        var file = new FileInfo(PathOf(sender, sha256));
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Goes on with a sender's blob; another beginning of the same sender is given up.</summary>
    /// <exception cref="LamellaException">The same sender is sending it at the moment, or the disk is full.</exception>
    public IncomingBlob Open(string sender, string sha256)
    {
        var path = PathOf(sender, sha256);
        lock (open)
        {
            if (!open.Add(sender))
                throw new LamellaException(ErrorCodes.UpdateRefused, $"{sender} is sending something at the moment.", "One file at a time; try again when the other line has ended.");
        }

        try
        {
            Disk.Guard(folder, () =>
            {
                Disk.MakeFolder(Path.GetFullPath(folder));
                foreach (var other in Directory.EnumerateFiles(folder, $"{sender}.*").Where(f => f != path))
                    File.Delete(other);
            });
            return new IncomingBlob(path, sha256, store, () => Free(sender));
        }
        catch
        {
            Free(sender);
            throw;
        }
    }

    private void Free(string sender)
    {
        lock (open)
            open.Remove(sender);
    }

    private string PathOf(string sender, string sha256) => Path.Combine(folder, $"{sender}.{BlobName.Require(sha256)}");
}
