using Lamella.Federation.Ledger;
using Lamella.Storage.Events;

namespace Lamella.Coordinator.Operations;

/// <summary>A store whose appends are timed; those that fail are not.</summary>
internal sealed class TimedEventStore(IEventStore store, CoordinatorMeters meters, TimeProvider time) : IEventStore
{
    public long Count => store.Count;

    public void Append(IReadOnlyList<LedgerEntry> entries)
    {
        var start = time.GetTimestamp();
        store.Append(entries);
        meters.Appended(time.GetElapsedTime(start));
    }

    public IEnumerable<LedgerEntry> Read(long from, int most = int.MaxValue) => store.Read(from, most);

    public void Dispose() => store.Dispose();
}
