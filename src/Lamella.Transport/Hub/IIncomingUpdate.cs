namespace Lamella.Transport.Hub;

/// <summary>An update on its way in. Disposed before it is whole, what came is kept for the next attempt.</summary>
public interface IIncomingUpdate : IAsyncDisposable
{
    /// <summary>Bytes that are there.</summary>
    long Length { get; }

    /// <summary>Writes bytes at the end.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>All is there: checks it against its name and makes it durable.</summary>
    ValueTask CompleteAsync();
}
