using Lamella.Testing;
using Lamella.Testing.Conformance;

namespace Lamella.Storage.Tests.Blobs;

public class FileBlobStoreConformance : BlobStoreConformance
{
    protected override BlobStoreMedium NewMedium() => new FileBlobMedium();

    protected override BlobStoreMedium NewSmallMedium() => new FileBlobMedium(new SmallDisk(kilobytes: 4096));
}
