using System.Security.Cryptography;

namespace Lamella.Storage.Blobs;

/// <summary>
/// Writes one blob front to back. Disposed without <see cref="Commit"/>, nothing is left of it. After a commit, and after any fault, it can only be
/// disposed: what was half written is never gone on with, for it would get the name of something else.
/// </summary>
public abstract class BlobWriter : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long length;
    private bool isOver, isCommitted, isDisposed;

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => !isOver;

    /// <inheritdoc />
    public override long Length => length;

    /// <inheritdoc />
    public override long Position { get => length; set => throw new NotSupportedException(); }

    /// <inheritdoc />
    /// <exception cref="Lamella.Federation.LamellaException">No room (<see cref="Lamella.Federation.ErrorCodes.DiskFull"/>).</exception>
    /// <exception cref="InvalidOperationException">It was committed, or a fault ended it.</exception>
    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        Begin();
        Append(buffer);
        hash.AppendData(buffer);
        length += buffer.Length;
        isOver = false;
    }

    /// <summary>Makes the blob durable and gives it its name, which is returned.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">No room (<see cref="Lamella.Federation.ErrorCodes.DiskFull"/>).</exception>
    /// <exception cref="InvalidOperationException">It was committed, or a fault ended it.</exception>
    public string Commit()
    {
        Begin();
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        Place(sha256);
        isCommitted = true;
        return sha256;
    }

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes bytes after those that are there; no room is <see cref="Lamella.Federation.ErrorCodes.DiskFull"/>.</summary>
    protected abstract void Append(ReadOnlySpan<byte> buffer);

    /// <summary>Makes what was written durable, under this name; no room is <see cref="Lamella.Federation.ErrorCodes.DiskFull"/>.</summary>
    protected abstract void Place(string sha256);

    /// <summary>Lets go of what is held; called once.</summary>
    /// <param name="isCommitted">Whether what was written has its name; else it is removed.</param>
    protected abstract void Close(bool isCommitted);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && !isDisposed)
        {
            (isDisposed, isOver) = (true, true);
            hash.Dispose();
            Close(isCommitted);
        }

        base.Dispose(disposing);
    }

    /// <summary>It is over unless what begins here ends well.</summary>
    private void Begin()
    {
        if (isOver)
            throw new InvalidOperationException("This blob was committed or given up; a new one is begun instead.");
        isOver = true;
    }
}
