using Lamella.Simulation.Faults;
using Lamella.Simulation.Faults.Disks;
using Lamella.Storage.Blobs;
using Lamella.Testing.Conformance;

namespace Lamella.Simulation.Tests.Faults.Disks;

public class DiskBlobStoreConformance : BlobStoreConformance
{
    protected override BlobStoreMedium NewMedium() => new Medium();

    protected override BlobStoreMedium NewSmallMedium() => new Medium();

    private sealed class Medium : BlobStoreMedium
    {
        private readonly SimulatedDisk disk = new();
        private DiskBlobStore? store;

        public override int Leftovers => disk.Incoming.Count;

        public override IBlobStore Open()
        {
            disk.Restart();
            return store = new DiskBlobStore(disk);
        }

        public override void Fill() => disk.IsFull = true;

        public override void MakeRoom() => disk.IsFull = false;

        public override void Damage(string sha256, Func<byte[], byte[]> change) => disk.Blobs[sha256] = change([.. disk.Blobs[sha256]]);

        public override void TearCommit(byte[] content)
        {
            using (var writer = store!.Create())
            {
                writer.Write(content);
                disk.DiesAt = (0, false);
                Assert.Throws<SimulatedCrash>(writer.Commit);
            }

            Assert.Contains(disk.Incoming.Values, file => file.Length == content.Length / 2);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
