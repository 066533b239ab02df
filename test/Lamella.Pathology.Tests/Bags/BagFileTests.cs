using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Testing;
using PureHDF;

namespace Lamella.Pathology.Tests.Bags;

public sealed class BagFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        var bag = new FeatureBag(
            "007", 3, BagExamples.Values(6), BagExamples.Contract(2), [0, 1, 2, 3, 4, 5], [0, 1, 0], [0, 0, 1], ["a", "b"], "digest");
        BagFile.Write(folder.File("x.h5"), bag);
        var read = BagFile.Read(folder.File("x.h5"));
        Assert.Equal("007", read.PatientId);
        Assert.Equal(bag.Features.ToArray(), read.Features.ToArray());
        Assert.Equal(bag.Coordinates, read.Coordinates);
        Assert.Equal(bag.TileLabels, read.TileLabels);
        Assert.Equal(bag.SlideIndex, read.SlideIndex);
        Assert.Equal(bag.Slides, read.Slides);
        Assert.Equal("digest", read.SourceSha256);
        Assert.Equal(bag.Contract, read.Contract);
        Assert.Equal([folder.File("x.h5")], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void Header_tells_shape_and_contract_without_the_features()
    {
        BagFile.Write(folder.File("x.h5"), new FeatureBag("p", 2, BagExamples.Values(6), BagExamples.Contract(3)));
        var header = BagFile.ReadHeader(folder.File("x.h5"));
        Assert.Equal((2, 3, BagLayout.Lamella, false, false), (header.Count, header.Dimension, header.Layout, header.HasCoordinates, header.HasTileLabels));
        Assert.Equal(BagExamples.Contract(3).Hash(), header.Contract!.Hash());
        Assert.Null(BagFile.Read(folder.File("x.h5")).Coordinates);
    }

    [Fact]
    public void Features_are_contiguous_and_uncompressed()
    {
        BagFile.Write(folder.File("x.h5"), BagExamples.Bag("p", 4, 5));
        using var file = H5File.OpenRead(folder.File("x.h5"));
        Assert.Equal(H5DataLayoutClass.Contiguous, file.Dataset("features").Layout.Class);
        Assert.Equal([4UL, 5UL], file.Dataset("features").Space.Dimensions);
        Assert.Equal([4UL, 2UL], file.Dataset("coords").Space.Dimensions);
    }

    [Fact]
    public void A_buffer_that_is_large_enough_is_used()
    {
        BagFile.Write(folder.File("x.h5"), BagExamples.Bag("p", 4, 5));
        var buffer = new float[100];
        var bag = BagFile.Read(folder.File("x.h5"), buffer: buffer);
        Assert.Equal(20, bag.Features.Length);
        Assert.Equal(bag.Features.ToArray(), buffer[..20]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_feature_that_is_not_finite_names_file_and_tile(float value)
    {
        var values = BagExamples.Values(7 * 11);
        values[(5 * 11) + 3] = value;
        var written = Assert.Throws<LamellaException>(() => BagFile.Write(folder.File("x.h5"), new FeatureBag("p", 7, values, BagExamples.Contract(11))));
        Assert.Equal(ErrorCodes.FeatureNotFinite, written.Code);
        Assert.Empty(Directory.GetFiles(folder.FullName));

        BagExamples.WriteForeign(folder.File("y.h5"), "features", [7, 11], values, coords: null);
        var read = Assert.Throws<LamellaException>(() => BagFile.Read(folder.File("y.h5"), new BagReadOptions { Declared = BagExamples.Contract(11) }));
        Assert.Equal(ErrorCodes.FeatureNotFinite, read.Code);
        Assert.Contains("y.h5", read.Fault, StringComparison.Ordinal);
        Assert.Contains("tile row 5, feature 3", read.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => BagFile.Read(folder.File("none.h5"))).Code);

    [Fact]
    public void A_file_cut_short_at_any_place_is_corrupt()
    {
        BagFile.Write(folder.File("x.h5"), BagExamples.Bag("p", 16, 32));
        var whole = File.ReadAllBytes(folder.File("x.h5"));
        for (var length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(folder.File("cut.h5"), whole[..length]);
            AssertCorrupt("cut.h5");
        }
    }

    [Fact]
    public void A_file_with_flipped_bytes_is_read_as_written_or_refused_and_never_crashes()
    {
        BagFile.Write(folder.File("x.h5"), BagExamples.Bag("p", 2, 3));
        var whole = File.ReadAllBytes(folder.File("x.h5"));
        for (var at = 0; at < whole.Length; at += 3)
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] ^= 0xFF;
            File.WriteAllBytes(folder.File("flip.h5"), bytes);
            try
            {
                Assert.InRange(BagFile.Read(folder.File("flip.h5")).Count, 1, 6);
            }
            catch (LamellaException refused)
            {
                Assert.StartsWith("LML300", refused.Code, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Something_else_is_not_a_bag()
    {
        File.WriteAllText(folder.File("text.h5"), new string('x', 4096));
        AssertCorrupt("text.h5");
        new H5File { ["other"] = new[] { 1, 2 } }.Write(folder.File("other.h5"));
        AssertCorrupt("other.h5");
    }

    [Fact]
    public void Wrong_shapes_and_types_are_corrupt()
    {
        BagExamples.WriteForeign(folder.File("rank4.h5"), "features", [1, 1, 2, 3], BagExamples.Values(6), coords: null);
        AssertCorrupt("rank4.h5");
        BagExamples.WriteForeign(folder.File("ints.h5"), "features", [2, 3], new int[6], coords: null);
        AssertCorrupt("ints.h5");
        BagExamples.WriteForeign(folder.File("coords.h5"), "features", [2, 3], BagExamples.Values(6), new long[6]);
        AssertCorrupt("coords.h5");
    }

    [Fact]
    public void A_header_that_claims_more_than_the_file_holds_allocates_nothing()
    {
        BagFile.Write(folder.File("x.h5"), BagExamples.Bag("p", 1000, 4));
        var bytes = File.ReadAllBytes(folder.File("x.h5"));
        // The dataspace message holds the two sides next to each other: find [1000, 4] and lie about it.
        var at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xE8, 3, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]);
        Assert.True(at > 0);
        bytes[at + 2] = 0x10;
        File.WriteAllBytes(folder.File("lie.h5"), bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertCorrupt("lie.h5");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    private void AssertCorrupt(string name)
    {
        var fault = Assert.Throws<LamellaException>(() => BagFile.Read(folder.File(name), new BagReadOptions { Declared = BagExamples.Contract(3) }));
        Assert.Equal(ErrorCodes.BagCorrupt, fault.Code);
        Assert.Contains(name, fault.Fault, StringComparison.Ordinal);
    }
}
