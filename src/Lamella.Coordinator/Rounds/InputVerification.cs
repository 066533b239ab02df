using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>Checks blobs against their names on threads of its own, at most one per processor, while their slices are summed.</summary>
internal sealed class InputVerification : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<BlobSlices> due;
    private readonly Task all;
    private ExceptionDispatchInfo? fault;

    /// <summary>Begins.</summary>
    public InputVerification(IReadOnlyCollection<BlobSlices> blobs)
    {
        due = new(blobs);
        all = Task.WhenAll(Enumerable.Range(0, Math.Min(Environment.ProcessorCount, blobs.Count))
            .Select(_ => Task.Factory.StartNew(Verify, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    /// <summary>Throws what was found, if something was; does not wait.</summary>
    public void ThrowIfBroken() => Volatile.Read(ref fault)?.Throw();

    /// <summary>Waits until all are checked.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">One is not what its name says (<see cref="Lamella.Federation.ErrorCodes.BlobCorrupt"/>).</exception>
    public void Wait()
    {
        all.GetAwaiter().GetResult();
        ThrowIfBroken();
    }

    /// <summary>Stops, and returns when nothing reads any more.</summary>
    public void Dispose()
    {
        stop.Cancel();
        all.GetAwaiter().GetResult();
        stop.Dispose();
    }

    private void Verify()
    {
        try
        {
            while (!stop.IsCancellationRequested && due.TryDequeue(out var blob))
                blob.Verify(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The aggregation ended early, or another blob is broken already.
        }
        catch (Exception found)
        {
            Interlocked.CompareExchange(ref fault, ExceptionDispatchInfo.Capture(found), null);
            stop.Cancel();
        }
    }
}
