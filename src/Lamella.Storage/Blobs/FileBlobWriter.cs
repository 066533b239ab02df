using System.Security.Cryptography;

namespace Lamella.Storage.Blobs;

/// <summary>Writes a file and hashes on the way. It flushes as it goes, so that the commit of a large file does not wait for all of it.</summary>
internal sealed class FileBlobWriter : BlobWriter
{
    private const int FlushBytes = 8 << 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Func<string, string> pathOf;
    private readonly string temporary;
    private readonly FileStream file;
    private long length;
    private long flushed;
    private bool committed;

    public FileBlobWriter(string temporary, Func<string, string> pathOf)
    {
        this.temporary = temporary;
        this.pathOf = pathOf;
        file = Guarded(() => new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1));
    }

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
            length += buffer.Length;
            if (length - flushed >= FlushBytes)
            {
                file.Flush(flushToDisk: true);
                flushed = length;
            }
        }
        catch (Exception fault) when (Disk.IsFull(fault))
        {
            throw Disk.Full(temporary, fault);
        }

        hash.AppendData(buffer);
    }

    public override string Commit()
    {
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        var path = pathOf(sha256);
        Guarded(() =>
        {
            file.Flush(flushToDisk: true);
            file.Dispose();
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
            Disk.FlushFolder(Path.GetDirectoryName(path)!);
            return true;
        });
        committed = true;
        return sha256;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            file.Dispose();
            if (!committed)
                File.Delete(temporary);
        }

        base.Dispose(disposing);
    }

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (Disk.IsFull(fault))
        {
            throw Disk.Full(temporary, fault);
        }
    }
}
