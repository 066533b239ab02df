namespace Lamella.Storage.Blobs;

/// <summary>Writes one blob front to back. Disposed without <see cref="Commit"/>, nothing is left of it.</summary>
public abstract class BlobWriter : Stream
{
    /// <summary>Makes the blob durable and gives it its name, which is returned.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">No room (<see cref="Lamella.Federation.ErrorCodes.DiskFull"/>).</exception>
    public abstract string Commit();

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

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
}
