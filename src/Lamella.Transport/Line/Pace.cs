namespace Lamella.Transport.Line;

/// <summary>Keeps a transfer to a number of bytes a second, counted from its beginning.</summary>
/// <param name="most">Bytes a second as allowed at the moment; null: any. It is asked before each pause, so that a change counts at once.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(Func<long?> most, TimeProvider time)
{
    private long began = time.GetTimestamp();
    private long bytes;
    private long? rate;

    /// <summary>Waits until so many more bytes are due.</summary>
    public Task AfterAsync(int moved, CancellationToken cancellation)
    {
        if (most() is var now && now != rate)
            (rate, began, bytes) = (now, time.GetTimestamp(), 0);
        bytes += moved;
        var early = rate is { } allowed ? TimeSpan.FromSeconds((double)bytes / allowed) - time.GetElapsedTime(began) : TimeSpan.Zero;
        return early > TimeSpan.Zero ? Task.Delay(early, time, cancellation) : Task.CompletedTask;
    }
}
