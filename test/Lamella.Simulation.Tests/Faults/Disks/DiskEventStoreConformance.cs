using Lamella.Simulation.Faults;
using Lamella.Simulation.Faults.Disks;
using Lamella.Storage.Events;
using Lamella.Testing.Conformance;

namespace Lamella.Simulation.Tests.Faults.Disks;

public class DiskEventStoreConformance : EventStoreConformance
{
    protected override EventStoreMedium NewMedium() => new Medium();

    protected override EventStoreMedium NewSmallMedium() => new Medium();

    private sealed class Medium : EventStoreMedium
    {
        private readonly SimulatedDisk disk = new();

        /// <summary>The process dies in the middle of the append, or when it is durable.</summary>
        public override int Tears => 2;

        public override IEventStore Open()
        {
            disk.Restart();
            return new DiskEventStore(disk);
        }

        public override void Fill() => disk.IsFull = true;

        public override void MakeRoom() => disk.IsFull = false;

        public override void Tear(int way, Action append)
        {
            disk.DiesAt = (0, way == 1);
            Assert.Throws<SimulatedCrash>(append);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
