using System.Collections.Concurrent;
using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Bags.Making;

/// <summary>Decoded tiles on their way to the encoder.</summary>
internal sealed class TileBatch(int capacity, int tileBytes)
{
    /// <summary>Pixels of the tiles that were decoded, one after the other.</summary>
    public byte[] Pixels { get; } = new byte[capacity * tileBytes];

    /// <summary>Positions, in the whole run, of the tiles of this batch.</summary>
    public int First { get; set; }

    /// <summary>Per tile of the batch: whether it was kept. Kept tiles come first in <see cref="Pixels"/>, in order.</summary>
    public bool[] Kept { get; } = new bool[capacity];

    /// <summary>Tiles of the batch, kept or not.</summary>
    public int Count { get; set; }

    /// <summary>Tiles that were kept.</summary>
    public int KeptCount { get; set; }
}

/// <summary>
/// Decodes the tiles of a run, in order, on threads of its own while the caller encodes the batch before: several batches stand ready, so that neither side waits for the other's hiccups.
/// </summary>
internal sealed class TileBatches : IDisposable
{
    private const int Depth = 5;
    private readonly BlockingCollection<TileBatch> free = [], full = [];
    private readonly CancellationTokenSource stop;
    private readonly Task decoding;

    public TileBatches(TileDecoder decoder, IReadOnlyList<string> files, int batch, int threads, CancellationToken cancellationToken)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        for (var i = 0; i < Depth; i++)
            free.Add(new TileBatch(batch, decoder.TileBytes), CancellationToken.None);
        decoding = Task.Factory.StartNew(() => DecodeAll(decoder, files, batch, threads), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The batches in order; each is valid until the next is asked for.</summary>
    public IEnumerable<TileBatch> All()
    {
        foreach (var batch in full.GetConsumingEnumerable(CancellationToken.None))
        {
            yield return batch;
            free.Add(batch);
        }

        // Rethrows what ended the decoding, cancellation included.
        decoding.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        stop.Cancel();
        ((IAsyncResult)decoding).AsyncWaitHandle.WaitOne();
        stop.Dispose();
        free.Dispose();
        full.Dispose();
    }

    private void DecodeAll(TileDecoder decoder, IReadOnlyList<string> files, int size, int threads)
    {
        try
        {
            for (var first = 0; first < files.Count; first += size)
            {
                var batch = free.Take(stop.Token);
                (batch.First, batch.Count) = (first, Math.Min(size, files.Count - first));
                Decode(decoder, files, batch, threads);
                full.Add(batch, stop.Token);
            }
        }
        finally
        {
            full.CompleteAdding();
        }
    }

    private void Decode(TileDecoder decoder, IReadOnlyList<string> files, TileBatch batch, int threads)
    {
        var bytes = decoder.TileBytes;
        try
        {
            Parallel.For(0, batch.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop.Token }, i =>
                batch.Kept[i] = decoder.Decode(files[batch.First + i], batch.Pixels.AsSpan(i * bytes, bytes)));
        }
        catch (AggregateException faults)
        {
            throw faults.InnerExceptions[0];
        }

        batch.KeptCount = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch.Kept[i])
                continue;
            if (i != batch.KeptCount)
                batch.Pixels.AsSpan(i * bytes, bytes).CopyTo(batch.Pixels.AsSpan(batch.KeptCount * bytes));
            batch.KeptCount++;
        }
    }
}
