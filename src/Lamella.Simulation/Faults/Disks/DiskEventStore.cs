using Lamella.Federation.Ledger;
using Lamella.Storage.Events;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>An event store on a simulated disk.</summary>
internal sealed class DiskEventStore : IEventStore
{
    private readonly SimulatedDisk disk;

    /// <summary>Opens the store; what is there of a torn append is cut off.</summary>
    public DiskEventStore(SimulatedDisk disk)
    {
        this.disk = disk;
        disk.Entries.RemoveRange(disk.Committed, disk.Entries.Count - disk.Committed);
    }

    public long Count => disk.Entries.Count;

    public void Append(IReadOnlyList<LedgerEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Index != Count + i)
                throw new ArgumentException($"Entry {Count + i} is due, {entries[i].Index} was given.", nameof(entries));
        }

        if (entries.Count == 0)
            return;
        disk.Persist(
            () =>
            {
                disk.Entries.AddRange(entries);
                disk.Committed = disk.Entries.Count;
            },
            tear: () => disk.Entries.AddRange(entries.Take((entries.Count + 1) / 2)));
    }

    public IEnumerable<LedgerEntry> Read(long from, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return ReadEntries(from, most);
    }

    public void Dispose()
    {
    }

    private IEnumerable<LedgerEntry> ReadEntries(long from, int most)
    {
        for (var i = from; i < disk.Entries.Count && i - from < most; i++)
            yield return disk.Entries[(int)i];
    }
}
