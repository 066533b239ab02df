namespace Lamella.Testing.Network;

/// <summary>Lets bytes through at a rate, whoever sends them.</summary>
/// <param name="bytesPerSecond">The rate; 0: no bound.</param>
internal sealed class Pace(double bytesPerSecond)
{
    private readonly Lock gate = new();
    private readonly TimeProvider time = TimeProvider.System;
    private long free = TimeProvider.System.GetTimestamp();

    /// <summary>Until so many bytes have had their time on the line.</summary>
    public async Task TakeAsync(int bytes, CancellationToken cancellation)
    {
        if (bytesPerSecond <= 0)
            return;
        TimeSpan wait;
        lock (gate)
        {
            var now = time.GetTimestamp();
            free = Math.Max(free, now) + (long)(bytes / bytesPerSecond * time.TimestampFrequency);
            wait = time.GetElapsedTime(now, free);
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
    }
}
