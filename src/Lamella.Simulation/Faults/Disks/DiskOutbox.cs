using Lamella.Federation.Ledger;
using Lamella.Site.Ledger;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>An outbox on a simulated disk.</summary>
internal sealed class DiskOutbox : IOutbox
{
    private readonly SimulatedDisk disk;

    /// <summary>Opens the outbox; a new list that was half written is removed.</summary>
    public DiskOutbox(SimulatedDisk disk)
    {
        this.disk = disk;
        disk.OutboxBeside = null;
    }

    public IReadOnlyList<SignedStatement> Load() => disk.OutboxBeside ?? disk.Outbox;

    public void Save(IReadOnlyList<SignedStatement> statements) => disk.Persist(
        () => disk.Outbox = [.. statements],
        tear: () => disk.OutboxBeside = [.. statements.Take(statements.Count / 2)]);
}
