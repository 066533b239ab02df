using Lamella.Federation.Ledger;
using Lamella.Storage.Events;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>An event store on a simulated disk.</summary>
internal sealed class DiskEventStore(SimulatedDisk disk) : IEventStore
{
    public long Count => disk.Entries.Count;

    public void Append(IReadOnlyList<LedgerEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Index != Count + i)
                throw new ArgumentException($"Entry {Count + i} is due, {entries[i].Index} was given.", nameof(entries));
        }

        disk.Persist(() => disk.Entries.AddRange(entries));
    }

    public IEnumerable<LedgerEntry> Read(long from, int most = int.MaxValue)
    {
        for (var i = (int)from; i < disk.Entries.Count && i - from < most; i++)
            yield return disk.Entries[i];
    }

    public void Dispose()
    {
    }
}
