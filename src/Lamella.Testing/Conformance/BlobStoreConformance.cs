using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Storage.Blobs;
using Xunit;

namespace Lamella.Testing.Conformance;

/// <summary>What every blob store keeps to.</summary>
public abstract class BlobStoreConformance
{
    private const string NameOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string NameOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const int MegaByte = 1 << 20;

    [Fact]
    public void A_blob_is_named_by_its_SHA_256()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        Assert.Equal(NameOfAbc, Keep(store, [.. "abc"u8]));
        Assert.Equal("abc"u8, Read(store, NameOfAbc));
    }

    [Fact]
    public void A_blob_may_be_empty()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        Assert.Equal(NameOfNothing, Keep(store, []));
        Assert.Empty(Read(store, NameOfNothing));
        using var slices = store.OpenSlices(NameOfNothing);
        Assert.Equal(0, slices.Length);
        slices.Read([], 0);
        slices.Verify(CancellationToken.None);
    }

    [Fact]
    public void Nothing_has_a_name_before_it_is_committed()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        using var writer = store.Create();
        writer.Write("abc"u8);
        Assert.Equal(3, writer.Length);
        Assert.False(store.Contains(NameOfAbc));
        Assert.Empty(store.List());
        Assert.Equal(NameOfAbc, writer.Commit());
        Assert.True(store.Contains(NameOfAbc));
        Assert.Equal([NameOfAbc], store.List());
    }

    [Fact]
    public void What_is_not_committed_leaves_nothing()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        using (var writer = store.Create())
            writer.Write("abc"u8);
        Assert.Empty(store.List());
        Assert.Equal(0, medium.Leftovers);
    }

    [Fact]
    public void A_committed_writer_writes_no_more()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        using (var writer = store.Create())
        {
            writer.Write("abc"u8);
            writer.Commit();
            Assert.ThrowsAny<InvalidOperationException>(() => writer.Write("d"u8));
            Assert.ThrowsAny<InvalidOperationException>(writer.Commit);
        }

        Assert.Equal([NameOfAbc], store.List());
        Assert.Equal("abc"u8, Read(store, NameOfAbc));
    }

    [Fact]
    public void The_same_content_is_one_blob()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        using var one = store.Create();
        using var other = store.Create();
        one.Write("ab"u8);
        other.Write("a"u8);
        other.Write("bc"u8);
        one.Write("c"u8);
        Assert.Equal(NameOfAbc, one.Commit());
        Assert.Equal(NameOfAbc, other.Commit());
        Assert.Equal(NameOfAbc, Keep(store, [.. "abc"u8]));
        Assert.Equal([NameOfAbc], store.List());
        Assert.Equal("abc"u8, Read(store, NameOfAbc));
    }

    [Fact]
    public void Large_blobs_are_read_as_they_were_written()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var content = Bytes(3 * MegaByte + 1);
        using var writer = store.Create();
        for (var at = 0; at < content.Length; at += 100_003)
            writer.Write(content.AsSpan(at, Math.Min(100_003, content.Length - at)));
        var name = writer.Commit();
        Assert.Equal(NameOf(content), name);
        Assert.Equal(content, Read(store, name));
    }

    [Fact]
    public void After_a_crash_committed_blobs_are_there_and_nothing_else()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var kept = new[] { Keep(store, Bytes(10)), Keep(store, Bytes(MegaByte)) };
        store.Create().Write(Bytes(1000));
        medium.TearCommit(Bytes(2000));
        store = medium.Open();
        Assert.Equal(kept.Order(), store.List().Order());
        Assert.Equal(0, medium.Leftovers);
        Assert.False(store.Contains(NameOf(Bytes(2000))));
        Assert.Equal(Bytes(10), Read(store, kept[0]));
        Assert.Equal(NameOf(Bytes(2000)), Keep(store, Bytes(2000)));
        Assert.Equal(Bytes(2000), Read(medium.Open(), NameOf(Bytes(2000))));
    }

    [Theory]
    [InlineData("first byte")]
    [InlineData("one bit in the middle")]
    [InlineData("last byte")]
    [InlineData("cut by a byte")]
    [InlineData("cut to nothing")]
    [InlineData("a byte more")]
    [InlineData("zeros at the end")]
    public void A_blob_whose_bytes_changed_is_not_read(string how)
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var name = Keep(store, Bytes(MegaByte + 5));
        medium.Damage(name, bytes => how switch
        {
            "first byte" => Flipped(bytes, 0, 0xff),
            "one bit in the middle" => Flipped(bytes, bytes.Length / 2, 1),
            "last byte" => Flipped(bytes, bytes.Length - 1, 0xff),
            "cut by a byte" => bytes[..^1],
            "cut to nothing" => [],
            "a byte more" => [.. bytes, 0],
            _ => [.. bytes[..^4000], .. new byte[4000]],
        });
        foreach (var opened in new[] { store, medium.Open() })
        {
            Assert.Equal(ErrorCodes.BlobCorrupt, Assert.Throws<LamellaException>(() => opened.OpenRead(name)).Code);
            using var slices = opened.OpenSlices(name);
            Assert.Equal(ErrorCodes.BlobCorrupt, Assert.Throws<LamellaException>(() => slices.Verify(CancellationToken.None)).Code);
        }
    }

    [Fact]
    public void A_damaged_blob_can_be_kept_anew()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var name = Keep(store, Bytes(100));
        medium.Damage(name, bytes => bytes[..^1]);
        Assert.Equal(name, Keep(store, Bytes(100)));
        Assert.Equal(Bytes(100), Read(store, name));
    }

    [Fact]
    public void Slices_are_read_at_any_place()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var content = Bytes(10_000);
        using var slices = store.OpenSlices(Keep(store, content));
        Assert.Equal(content.Length, slices.Length);
        slices.Verify(CancellationToken.None);
        foreach (var (offset, length) in new[] { (9_990, 10), (0, 10_000), (0, 0), (10_000, 0), (1, 4097), (0, 1), (9_999, 1) })
        {
            var buffer = new byte[length];
            slices.Read(buffer, offset);
            Assert.Equal(content[offset..(offset + length)], buffer);
        }
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(99, 2)]
    [InlineData(0, 101)]
    [InlineData(1_000_000, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, 100)]
    public void A_slice_past_the_end_is_a_damaged_blob(long offset, int length)
    {
        using var medium = NewMedium();
        var store = medium.Open();
        using var slices = store.OpenSlices(Keep(store, Bytes(100)));
        Assert.Equal(ErrorCodes.BlobCorrupt, Assert.Throws<LamellaException>(() => slices.Read(new byte[length], offset)).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => slices.Read(new byte[length], -1));
    }

    [Fact]
    public void A_missing_blob_is_said_to_be_missing()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        Assert.False(store.Contains(NameOfAbc));
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => store.OpenRead(NameOfAbc)).Code);
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => store.OpenSlices(NameOfAbc)).Code);
    }

    [Fact]
    public void A_deleted_blob_is_gone_and_deleting_it_again_does_nothing()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var (kept, gone) = (Keep(store, Bytes(1)), Keep(store, Bytes(2)));
        store.Delete(gone);
        store.Delete(gone);
        store.Delete(NameOfAbc);
        Assert.False(store.Contains(gone));
        Assert.Equal([kept], store.List());
        Assert.Equal([kept], medium.Open().List());
    }

    [Fact]
    public void What_is_open_can_be_read_although_it_is_deleted()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var name = Keep(store, Bytes(1000));
        using var stream = store.OpenRead(name);
        using var slices = store.OpenSlices(name);
        store.Delete(name);
        slices.Verify(CancellationToken.None);
        Assert.True(stream.CanSeek);
        stream.Position = 990;
        var end = new byte[10];
        stream.ReadExactly(end);
        Assert.Equal(Bytes(1000)[990..], end);
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("")]
    [InlineData("incoming")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public void What_is_not_a_hash_is_no_name(string name)
    {
        using var medium = NewMedium();
        var store = medium.Open();
        foreach (var use in new Action[] { () => store.Contains(name), () => store.OpenRead(name), () => store.OpenSlices(name), () => store.Delete(name) })
            Assert.Equal(ErrorCodes.BlobCorrupt, Assert.Throws<LamellaException>(use).Code);
    }

    [Fact]
    public void Without_room_nothing_is_left_and_the_store_goes_on_when_there_is_room()
    {
        using var medium = NewSmallMedium();
        var store = medium.Open();
        var kept = Keep(store, Bytes(1000));
        medium.Fill();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => Keep(store, Bytes(MegaByte))).Code);
            Assert.Equal([kept], store.List());
            Assert.Equal(0, medium.Leftovers);
        }

        store = medium.Open();
        Assert.Equal([kept], store.List());
        Assert.Equal(Bytes(1000), Read(store, kept));
        medium.MakeRoom();
        var name = Keep(store, Bytes(MegaByte));
        Assert.Equal(Bytes(MegaByte), Read(medium.Open(), name));
    }

    [Fact]
    public void A_writer_that_found_no_room_is_not_gone_on_with()
    {
        using var medium = NewSmallMedium();
        var store = medium.Open();
        using (var writer = store.Create())
        {
            writer.Write("abc"u8);
            medium.Fill();
            Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => WriteAndCommit(writer, Bytes(MegaByte))).Code);
            medium.MakeRoom();
            Assert.ThrowsAny<InvalidOperationException>(() => writer.Write("d"u8));
            Assert.ThrowsAny<InvalidOperationException>(writer.Commit);
        }

        Assert.Empty(store.List());
        Assert.Equal(0, medium.Leftovers);
    }

    [Fact]
    public void What_nothing_refers_to_is_collected()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        var (kept, _) = (Keep(store, Bytes(1)), Keep(store, Bytes(2)));
        Assert.Equal(1, BlobCollector.Collect(store, new HashSet<string> { kept }));
        Assert.Equal([kept], store.List());
    }

    /// <summary>A new medium with plenty of room.</summary>
    protected abstract BlobStoreMedium NewMedium();

    /// <summary>A new medium of a few megabytes that can be filled.</summary>
    protected abstract BlobStoreMedium NewSmallMedium();

    private static string Keep(IBlobStore store, byte[] content)
    {
        using var writer = store.Create();
        return WriteAndCommit(writer, content);
    }

    private static string WriteAndCommit(BlobWriter writer, byte[] content)
    {
        writer.Write(content);
        return writer.Commit();
    }

    private static byte[] Read(IBlobStore store, string name)
    {
        using var stream = store.OpenRead(name);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 31) + (i / 251) + count))];

    private static string NameOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Flipped(byte[] bytes, int at, byte bits)
    {
        bytes[at] ^= bits;
        return bytes;
    }
}
