using Lamella.Federation;
using Lamella.Storage.Blobs;
using Lamella.Testing;

namespace Lamella.Storage.Tests.Blobs;

public class FileBlobStoreTests
{
    [Fact]
    public void A_blob_is_named_by_its_SHA_256()
    {
        using var folder = new TemporaryFolder();
        var store = new FileBlobStore(folder.FullName);
        using var writer = store.Create();
        writer.Write("abc"u8);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", writer.Commit());
        using var file = store.OpenRead("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        Assert.Equal("abc", new StreamReader(file).ReadToEnd());
    }

    [Fact]
    public void An_uncommitted_blob_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        var store = new FileBlobStore(folder.FullName);
        using (var writer = store.Create())
            writer.Write("abc"u8);
        Assert.Empty(Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories));
        store.Create().Write("left by a crash"u8);
        _ = new FileBlobStore(folder.FullName);
        Assert.Empty(Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_missing_blob_is_said_to_be_missing()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => new FileBlobStore(folder.FullName).OpenRead(new string('0', 64))).Code);
    }

    [Fact]
    public void A_blob_whose_bytes_changed_is_not_read()
    {
        using var folder = new TemporaryFolder();
        var store = new FileBlobStore(folder.FullName);
        using var writer = store.Create();
        writer.Write("abc"u8);
        var name = writer.Commit();
        File.WriteAllText(Path.Combine(folder.FullName, name[..2], name), "abd");
        Assert.Equal(ErrorCodes.BlobCorrupt, Assert.Throws<LamellaException>(() => store.OpenRead(name)).Code);
        using var slices = store.OpenSlices(name);
        Assert.Equal(ErrorCodes.BlobCorrupt, Assert.Throws<LamellaException>(() => slices.Verify(CancellationToken.None)).Code);
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public void What_is_not_a_hash_is_no_name(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ErrorCodes.BlobCorrupt, Assert.Throws<LamellaException>(() => new FileBlobStore(folder.FullName).Contains(name)).Code);
    }

    [Fact]
    public void What_nothing_refers_to_is_collected()
    {
        using var folder = new TemporaryFolder();
        var store = new FileBlobStore(folder.FullName);
        string Keep(string text)
        {
            using var writer = store.Create();
            writer.Write(System.Text.Encoding.UTF8.GetBytes(text));
            return writer.Commit();
        }

        var (kept, _) = (Keep("one"), Keep("two"));
        Assert.Equal(1, BlobCollector.Collect(store, new HashSet<string> { kept }));
        Assert.Equal([kept], store.List());
    }
}
