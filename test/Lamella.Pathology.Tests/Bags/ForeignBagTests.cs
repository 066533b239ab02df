using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Bags;

public sealed class ForeignBagTests : IDisposable
{
    private static readonly long[] Coords = [448, 896, 672, 896];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_declared_contract_it_is_refused_and_told_how_to_declare()
    {
        BagExamples.WriteForeign(folder.File("s.h5"), "features", [2, 3], BagExamples.Values(6), Coords);
        var fault = Assert.Throws<LamellaException>(() => BagFile.Read(folder.File("s.h5")));
        Assert.Equal(ErrorCodes.ContractMismatch, fault.Code);
        Assert.Contains("declaredContract", fault.Remedy, StringComparison.Ordinal);
        Assert.Null(BagFile.ReadHeader(folder.File("s.h5")).Contract);
    }

    [Fact]
    public void Clam_has_level_0_pixels_flat_or_with_a_leading_one()
    {
        BagExamples.WriteForeign(folder.File("flat.h5"), "features", [2, 3], BagExamples.Values(6), Coords);
        BagExamples.WriteForeign(folder.File("lead.h5"), "features", [1, 2, 3], BagExamples.Values(6), Coords);
        foreach (var name in new[] { "flat", "lead" })
        {
            var bag = Read($"{name}.h5");
            Assert.Equal((name, 2, 3), (bag.PatientId, bag.Count, bag.Dimension));
            Assert.Equal([448, 896, 672, 896], bag.Coordinates!);
            Assert.Equal(BagExamples.Values(6), bag.Features.ToArray());
            Assert.True(bag.Contract.Declared);
            Assert.Equal(BagLayout.Clam, BagFile.ReadHeader(folder.File($"{name}.h5")).Layout);
        }
    }

    [Fact]
    public void Trident_is_known_by_its_attributes_and_checked_against_the_declaration()
    {
        Trident("good.h5", patchSize: 224, magnification: 20);
        Assert.Equal(BagLayout.Trident, BagFile.ReadHeader(folder.File("good.h5")).Layout);
        Assert.Equal([448, 896, 672, 896], Read("good.h5").Coordinates!);

        Trident("size.h5", patchSize: 512, magnification: 20);
        Assert.Contains("tile size", Assert.Throws<LamellaException>(() => Read("size.h5")).Fault, StringComparison.Ordinal);
        Trident("magnification.h5", patchSize: 224, magnification: 40);
        Assert.Contains("um/px", Assert.Throws<LamellaException>(() => Read("magnification.h5")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Stamp_2_stores_micrometres_that_become_pixels_where_the_slide_is_known()
    {
        BagExamples.WriteForeign(folder.File("s.h5"), "feats", [2, 3], new[] { (Half)1, (Half)2, (Half)3, (Half)4, (Half)5, (Half)6 }, new[] { 112f, 224f, 224f, 224f }, (file, _) =>
        {
            file.Attributes["stamp_version"] = "2.1.0";
            file.Attributes["unit"] = "um";
            file.Attributes["tile_size_um"] = 112.0;
            file.Attributes["tile_size_px"] = 224L;
        });
        Assert.Null(Read("s.h5").Coordinates);
        var bag = Read("s.h5", new BagReadOptions { LevelZeroMicronsPerPixel = 0.25 });
        Assert.Equal([448, 896, 896, 896], bag.Coordinates!);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], bag.Features.ToArray());
        var fault = Assert.Throws<LamellaException>(() => BagFile.Read(folder.File("s.h5"), new BagReadOptions { Declared = BagExamples.Contract(3, mpp: 1.1) }));
        Assert.Contains("um/px", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Stamp_1_stores_tile_pixels_that_become_level_0_pixels_where_the_slide_is_known()
    {
        BagExamples.WriteForeign(folder.File("s.h5"), "feats", [2, 3], BagExamples.Values(6), new long[] { 224, 448, 448, 448 });
        Assert.Null(Read("s.h5").Coordinates);
        Assert.Equal([512, 1024, 1024, 1024], Read("s.h5", new BagReadOptions { LevelZeroMicronsPerPixel = 0.5 }).Coordinates!);
        Assert.Equal([224, 448, 448, 448], Read("s.h5", new BagReadOptions { Unit = CoordinateUnit.LevelZeroPixels }).Coordinates!);
    }

    [Fact]
    public void A_slide_level_embedding_is_a_bag_of_one_row()
    {
        BagExamples.WriteForeign(folder.File("s.h5"), "features", [3], BagExamples.Values(3), coords: null);
        var bag = Read("s.h5");
        Assert.Equal((1, 3), (bag.Count, bag.Dimension));
        Assert.Null(bag.Coordinates);
    }

    [Fact]
    public void A_declaration_of_another_dimension_is_refused()
    {
        BagExamples.WriteForeign(folder.File("s.h5"), "features", [1, 6], BagExamples.Values(6), coords: null);
        var fault = Assert.Throws<LamellaException>(() => Read("s.h5"));
        Assert.Equal(ErrorCodes.ContractMismatch, fault.Code);
        Assert.Contains("dimension", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_stamp_file_is_read()
    {
        var path = SharedData.Require("mil", "TCGA-AD-6964_stamp_features.h5");
        var declared = new BagReadOptions { Declared = BagExamples.Contract(512), PatientId = "TCGA-AD-6964" };
        var bag = BagFile.Read(path, declared);
        Assert.Equal((777, 512, "TCGA-AD-6964"), (bag.Count, bag.Dimension, bag.PatientId));
        Assert.Null(bag.Coordinates);
        var placed = BagFile.Read(path, declared with { Unit = CoordinateUnit.LevelZeroPixels });
        Assert.Equal([10240, 21504], placed.Coordinates![..2]);
        Assert.Equal(BagLayout.Stamp, BagFile.ReadHeader(path, declared).Layout);
    }

    private void Trident(string name, int patchSize, int magnification) =>
        BagExamples.WriteForeign(folder.File(name), "features", [2, 3], BagExamples.Values(6), Coords, (_, coords) =>
        {
            coords!.Attributes["patch_size"] = (long)patchSize;
            coords.Attributes["patch_size_level0"] = (long)patchSize * 2;
            coords.Attributes["target_magnification"] = (long)magnification;
            coords.Attributes["level0_magnification"] = 40L;
        });

    private FeatureBag Read(string name, BagReadOptions? options = null) =>
        BagFile.Read(folder.File(name), (options ?? new BagReadOptions()) with { Declared = BagExamples.Contract(3) });
}
