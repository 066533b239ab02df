using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Lamella.Learning.Training;

/// <summary>
/// Hands out bags in a known order while a background thread reads the next ones. Memory is bounded: what the cache holds, plus the bags in use
/// and <c>readAhead</c> more, in buffers that are used again. Tensors are made on the calling thread only.
/// </summary>
internal sealed class BagFeed : IDisposable
{
    private readonly BagCache cache;
    private readonly IReadOnlyList<IBagSource> order;
    private readonly int readAhead;
    private readonly Queue<(BagRequest Request, Tensor? Buffer)> ahead = new();
    private readonly List<(BagRequest Request, Tensor Buffer)> inUse = [];
    private readonly Stack<Tensor> free = new();
    private readonly BlockingCollection<BagRequest> unread = [];
    private readonly long largest;
    private Thread? reader;
    private int scheduled;

    /// <summary>A feed over <paramref name="order"/>.</summary>
    public BagFeed(IReadOnlyList<IBagSource> order, BagCache cache, int readAhead)
    {
        (this.order, this.cache, this.readAhead) = (order, cache, readAhead);
        largest = order.Count == 0 ? 0 : order.Max(b => (long)b.Count * b.Dimension);
    }

    /// <summary>The next bag [count, dimension]; good until <see cref="Release"/>.</summary>
    public Tensor Take(CancellationToken cancellation)
    {
        while (ahead.Count <= readAhead && scheduled < order.Count)
            Schedule(order[scheduled++]);
        var (request, buffer) = ahead.Dequeue();
        if (buffer is not null)
            inUse.Add((request, buffer));
        return request.Wait(cancellation);
    }

    /// <summary>Gives back every bag taken so far.</summary>
    public void Release()
    {
        foreach (var (request, buffer) in inUse)
        {
            request.Dispose();
            free.Push(buffer);
        }

        inUse.Clear();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // The few bags asked for are read to the end: another trainer may be waiting for one that goes into the cache.
        unread.CompleteAdding();
        reader?.Join();
        Release();
        foreach (var (request, buffer) in ahead.Where(a => a.Buffer is not null))
        {
            request.Dispose();
            buffer!.Dispose();
        }

        foreach (var buffer in free)
            buffer.Dispose();
        unread.Dispose();
    }

    private void Schedule(IBagSource bag)
    {
        Tensor? buffer = null;
        if (cache.Find(bag, out var isNew) is not { } request)
        {
            buffer = free.TryPop(out var used) ? used : empty(largest).DetachFromDisposeScope();
            using var flat = buffer.narrow(0, 0, (long)bag.Count * bag.Dimension);
            request = new BagRequest(bag, flat.view(bag.Count, bag.Dimension).DetachFromDisposeScope());
            isNew = true;
        }

        ahead.Enqueue((request, buffer));
        if (!isNew)
            return;
        unread.Add(request);
        if (reader is null)
        {
            reader = new Thread(ReadAll) { IsBackground = true, Name = "bag reader" };
            reader.Start();
        }
    }

    private void ReadAll()
    {
        foreach (var request in unread.GetConsumingEnumerable())
            request.Read();
    }
}
