using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Storage;

public class BlobStoreTests
{
    [Fact]
    public void A_blob_is_named_by_its_SHA_256()
    {
        using var folder = new TemporaryFolder();
        var store = new BlobStore(folder.FullName);
        using var writer = store.Create();
        writer.Write("abc"u8);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", writer.Commit());
        using var file = store.Open("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        Assert.Equal("abc", new StreamReader(file).ReadToEnd());
    }

    [Fact]
    public void An_uncommitted_blob_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        var store = new BlobStore(folder.FullName);
        using (var writer = store.Create())
            writer.Write("abc"u8);
        Assert.Empty(Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories));
        store.Create().Write("left by a crash"u8);
        _ = new BlobStore(folder.FullName);
        Assert.Empty(Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_missing_blob_is_said_to_be_missing()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => new BlobStore(folder.FullName).Open(new string('0', 64))).Code);
    }
}
