using System.Security.Cryptography;

namespace Lamella.Coordinator.Storage;

/// <summary>
/// Writes one blob front to back and hashes on the way. Nothing exists under a name until <see cref="Commit"/>; disposed without it, the
/// temporary file is removed.
/// </summary>
public sealed class BlobWriter : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Func<string, string> pathOf;
    private readonly string temporary;
    private readonly FileStream file;
    private bool committed;

    internal BlobWriter(string temporary, Func<string, string> pathOf)
    {
        this.temporary = temporary;
        this.pathOf = pathOf;
        file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
    }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => file.Length;

    /// <inheritdoc />
    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    /// <summary>Makes the blob durable and gives it its name: SHA-256, lower-case hex.</summary>
    public string Commit()
    {
        file.Flush(flushToDisk: true);
        file.Dispose();
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        var path = pathOf(sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
        committed = true;
        return sha256;
    }

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        hash.AppendData(buffer);
    }

    /// <inheritdoc />
    public override void Flush() => file.Flush();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            hash.Dispose();
            if (!committed)
                File.Delete(temporary);
        }

        base.Dispose(disposing);
    }
}
