namespace Lamella.Storage.Blobs;

/// <summary>Writes a blob as a file beside its place. It flushes as it goes, so that the commit of a large file does not wait for all of it.</summary>
internal sealed class FileBlobWriter : BlobWriter
{
    private const int FlushBytes = 8 << 20;

    private readonly Func<string, string> pathOf;
    private readonly string temporary;
    private FileStream? file;
    private long unflushed;

    public FileBlobWriter(string temporary, Func<string, string> pathOf)
    {
        (this.temporary, this.pathOf) = (temporary, pathOf);
        Disk.Guard(temporary, () => file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1));
    }

    protected override void Append(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file!.Write(buffer);
            unflushed += buffer.Length;
            if (unflushed >= FlushBytes)
            {
                file.Flush(flushToDisk: true);
                unflushed = 0;
            }
        }
        catch (Exception fault) when (Disk.IsFull(fault))
        {
            throw Disk.Full(temporary, fault);
        }
    }

    protected override void Place(string sha256) => Disk.Guard(temporary, () =>
    {
        var path = pathOf(sha256);
        file!.Flush(flushToDisk: true);
        file.Dispose();
        Disk.MakeFolder(Path.GetDirectoryName(path)!);
        Disk.Place(temporary, path);
    });

    protected override void Close(bool isCommitted)
    {
        file?.Dispose();
        if (!isCommitted)
            Disk.Remove(temporary);
    }
}
