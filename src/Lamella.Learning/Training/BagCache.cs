using static TorchSharp.torch;

namespace Lamella.Learning.Training;

/// <summary>
/// Bags held in memory as tensors, up to a budget, and shared by any number of trainers; safe to use from several threads. The first bags
/// asked for stay until the cache is disposed: with more bags than room, replacing the oldest would evict each bag just before its next use.
/// Features are copied into the engine's own aligned memory, since the last bits of a product depend on alignment.
/// </summary>
/// <param name="megabytes">Most it holds.</param>
public sealed class BagCache(int megabytes) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<IBagSource, BagRequest> held = new(ReferenceEqualityComparer.Instance);
    private long left = (long)megabytes << 20;

    /// <summary>Bags held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return held.Count;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var request in held.Values)
                request.Dispose();
            held.Clear();
        }
    }

    /// <summary>The bag's request, made or being made; or null when there is no room for it. A new one (<paramref name="isNew"/>) is the caller's to read.</summary>
    internal BagRequest? Find(IBagSource bag, out bool isNew)
    {
        lock (gate)
        {
            isNew = false;
            if (held.TryGetValue(bag, out var found) && !found.HasFailed)
                return found;
            var bytes = (long)bag.Count * bag.Dimension * sizeof(float);
            if (found is null && bytes > left)
                return null;
            if (found is null)
                left -= bytes;
            found?.Dispose();
            isNew = true;
            return held[bag] = new BagRequest(bag, empty(bag.Count, bag.Dimension).DetachFromDisposeScope());
        }
    }
}
