using Lamella.Federation.Ledger;
using Lamella.Simulation.Faults;
using Lamella.Simulation.Faults.Disks;
using Lamella.Site.Ledger;
using Lamella.Testing.Conformance;

namespace Lamella.Simulation.Tests.Faults.Disks;

public class DiskOutboxConformance : OutboxConformance
{
    protected override OutboxMedium NewMedium() => new Medium();

    protected override OutboxMedium NewSmallMedium() => new Medium();

    private sealed class Medium : OutboxMedium
    {
        private readonly SimulatedDisk disk = new();

        public override IOutbox Open()
        {
            disk.Restart();
            return new DiskOutbox(disk);
        }

        public override void Fill() => disk.IsFull = true;

        public override void MakeRoom() => disk.IsFull = false;

        public override void TearSave(IReadOnlyList<SignedStatement> statements)
        {
            disk.DiesAt = (0, false);
            Assert.Throws<SimulatedCrash>(() => Open().Save(statements));
            Assert.NotNull(disk.OutboxBeside);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
