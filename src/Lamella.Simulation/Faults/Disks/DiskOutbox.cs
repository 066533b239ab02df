using Lamella.Federation.Ledger;
using Lamella.Site.Ledger;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>An outbox on a simulated disk.</summary>
internal sealed class DiskOutbox(SimulatedDisk disk) : IOutbox
{
    public IReadOnlyList<SignedStatement> Load() => disk.Outbox;

    public void Save(IReadOnlyList<SignedStatement> statements) => disk.Persist(() => disk.Outbox = [.. statements]);
}
