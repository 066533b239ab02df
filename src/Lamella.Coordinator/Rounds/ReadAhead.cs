using System.Collections.Concurrent;

namespace Lamella.Coordinator.Rounds;

/// <summary>
/// Fills a few reused buffers in a given order on a thread of its own, so that reading goes on while the one before is summed. Memory is the buffers',
/// however many reads there are.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private const int Buffers = 4;

    private readonly BlockingCollection<float[]> free = [];
    private readonly BlockingCollection<float[]> ready = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task reading;

    /// <param name="order">Each read fills the buffer it is given.</param>
    /// <param name="length">Values per buffer.</param>
    public ReadAhead(IEnumerable<Action<float[]>> order, int length)
    {
        for (var i = 0; i < Buffers; i++)
            free.Add(new float[length]);
        reading = Task.Run(() => Read(order));
    }

    /// <summary>The next buffer of the order; give it back when it is no longer needed.</summary>
    public float[] Next()
    {
        if (ready.TryTake(out var buffer, Timeout.Infinite))
            return buffer;
        reading.GetAwaiter().GetResult();
        throw new InvalidOperationException("Nothing is left to read.");
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(float[] buffer) => free.Add(buffer);

    public void Dispose()
    {
        stop.Cancel();
        // What it failed with, if it did, was thrown by Next.
        reading.ContinueWith(static task => task.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        free.Dispose();
        ready.Dispose();
        stop.Dispose();
    }

    private void Read(IEnumerable<Action<float[]>> order)
    {
        try
        {
            foreach (var read in order)
            {
                var buffer = free.Take(stop.Token);
                read(buffer);
                ready.Add(buffer);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The aggregation ended early; nobody waits for the rest.
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
