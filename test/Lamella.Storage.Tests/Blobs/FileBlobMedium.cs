using Lamella.Storage.Blobs;
using Lamella.Testing;
using Lamella.Testing.Conformance;

namespace Lamella.Storage.Tests.Blobs;

/// <summary>Blobs in a folder, on a small disk if it is to be filled.</summary>
internal sealed class FileBlobMedium(SmallDisk? small = null) : BlobStoreMedium
{
    private readonly TemporaryFolder plain = new();

    public override int Leftovers => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Count(f => !BlobName.IsOne(Path.GetFileName(f)));

    private string Folder => small?.Folder ?? plain.FullName;

    public override IBlobStore Open() => new FileBlobStore(Folder);

    public override void Fill() => small!.Fill(leave: 64 << 10);

    public override void MakeRoom() => small!.MakeRoom();

    public override void Damage(string sha256, Func<byte[], byte[]> change)
    {
        var path = Path.Combine(Folder, sha256[..2], sha256);
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
    }

    public override void TearCommit(byte[] content) => File.WriteAllBytes(Path.Combine(Folder, "incoming", "7"), content[..(content.Length / 2)]);

    protected override void Dispose(bool disposing)
    {
        small?.Dispose();
        plain.Dispose();
    }
}
