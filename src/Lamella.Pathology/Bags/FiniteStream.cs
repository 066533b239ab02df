namespace Lamella.Pathology.Bags;

/// <summary>
/// A file whose reading always ends: at the end of the file, or after several times its length. A damaged header can send a reader of HDF5 round in
/// circles or far behind the end, where it would read nothing forever.
/// </summary>
internal sealed class FiniteStream(FileStream inner) : Stream
{
    private long left = (16 * inner.Length) + (1 << 20);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(Span<byte> buffer)
    {
        // A read of nothing counts too, or a loop of them would be free.
        left -= Math.Max(1, buffer.Length);
        var got = left < 0 ? 0 : inner.Read(buffer);
        return got > 0 || buffer.Length == 0 && left >= 0 ? got : throw new EndOfStreamException("a header points behind the end of the file or in a circle");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
