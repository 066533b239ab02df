namespace Lamella.Storage.Blobs;

/// <summary>Random reads of one blob, safe from several threads.</summary>
public abstract class BlobSlices : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills the buffer from an offset; a blob that ends too early is <see cref="Lamella.Federation.ErrorCodes.BlobCorrupt"/>.</summary>
    public abstract void Read(Span<byte> buffer, long offset);

    /// <summary>Reads all of it and compares it with its name; a difference is <see cref="Lamella.Federation.ErrorCodes.BlobCorrupt"/>.</summary>
    public abstract void Verify(CancellationToken cancellation);

    /// <inheritdoc />
    public abstract void Dispose();
}
