using Lamella.Federation.Ledger;
using Lamella.Storage.Events;

namespace Lamella.Rounds.Probe;

/// <summary>A store whose appends are counted.</summary>
internal sealed class CountedEventStore(IEventStore store, DurableWrites writes) : IEventStore
{
    public long Count => store.Count;

    public void Append(IReadOnlyList<LedgerEntry> entries)
    {
        store.Append(entries);
        writes.Written();
    }

    public IEnumerable<LedgerEntry> Read(long from, int most = int.MaxValue) => store.Read(from, most);

    public void Dispose() => store.Dispose();
}
