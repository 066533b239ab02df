using System.Security.Cryptography;

namespace Lamella.Storage.Blobs;

/// <summary>Writes a file and hashes on the way.</summary>
internal sealed class FileBlobWriter : BlobWriter
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Func<string, string> pathOf;
    private readonly string temporary;
    private readonly FileStream file;
    private long length;
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
        }
        catch (Exception fault) when (Disk.IsFull(fault))
        {
            throw Disk.Full(temporary, fault);
        }

        hash.AppendData(buffer);
        length += buffer.Length;
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
