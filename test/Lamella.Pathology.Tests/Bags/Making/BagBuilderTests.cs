using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Bags.Making;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Tests.Tiles;
using Lamella.Pathology.Tiles;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Bags.Making;

public sealed class BagBuilderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Bags_hold_what_the_encoder_gives_tile_by_tile(int threads)
    {
        var index = TileExamples.WriteIndex(folder.FullName, patients: 4, tiles: 9, side: 32);
        var result = BagBuilder.Run(Options(index) with { DecodeThreads = threads }, TestContext.Current.CancellationToken);
        Assert.Equal((4, 0, 36, 0), (result.Made, result.Kept, result.TilesEncoded, result.TilesLeftOut));
        using var encoder = new BuiltInEncoder(32, 0.5);
        var decoder = new TileDecoder(folder.FullName, 32, 32);
        var rgb = new byte[decoder.TileBytes];
        for (var p = 0; p < 4; p++)
        {
            var bag = BagFile.Read(folder.File("bags", $"p{p}.h5"));
            Assert.Equal(9, bag.Count);
            Assert.Equal([.. Enumerable.Range(0, 9).SelectMany(t => new[] { t * 32, p * 32 })], bag.Coordinates!);
            for (var t = 0; t < 9; t++)
            {
                decoder.Decode($"p{p}/{t}.png", rgb);
                var features = new float[64];
                encoder.Encode(rgb, features);
                Assert.Equal(features, bag.Row(t).ToArray());
            }
        }
    }

    [Fact]
    public void Run_again_everything_is_kept_and_only_what_changed_is_made()
    {
        var index = TileExamples.WriteIndex(folder.FullName, 3, 5, 32);
        BagBuilder.Run(Options(index), TestContext.Current.CancellationToken);
        var times = Times();
        Assert.Equal(3, BagBuilder.Run(Options(index), TestContext.Current.CancellationToken).Kept);
        Assert.Equal(times, Times());

        File.WriteAllBytes(folder.File("bags", "p0.h5"), [1, 2, 3]);
        File.WriteAllLines(index, File.ReadAllLines(index).Where(line => !line.StartsWith("p2/4", StringComparison.Ordinal)));
        var again = BagBuilder.Run(Options(index), TestContext.Current.CancellationToken);
        Assert.Equal((2, 1, 9), (again.Made, again.Kept, again.TilesEncoded));
        Assert.Equal(4, BagFile.ReadHeader(folder.File("bags", "p2.h5")).Count);

        times = Times();
        var refused = Assert.Throws<LamellaException>(() => BagBuilder.Run(Options(index) with { Encoder = new BuiltInEncoder(32, 0.25) }, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.OutputNotEmpty, refused.Code);
        Assert.Contains("um/px", refused.Fault, StringComparison.Ordinal);
        Assert.Equal(times, Times());

        DateTime[] Times() => [.. Directory.GetFiles(folder.File("bags"), "*.h5").Order().Select(File.GetLastWriteTimeUtc)];
    }

    [Fact]
    public void Small_edge_tiles_are_left_out_and_counted_and_a_patient_without_tiles_is_named()
    {
        var index = TileExamples.WriteIndex(folder.FullName, 2, 3, 32);
        for (var t = 0; t < 3; t++)
            TileExamples.Write(folder.File("p0", $"{t}.png"), 10, 32, 3, (_, _, _) => 9);
        TileExamples.Write(folder.File("p1", "1.png"), 32, 15, 3, (_, _, _) => 9);
        var result = BagBuilder.Run(Options(index), TestContext.Current.CancellationToken);
        Assert.Equal((1, 4), (result.Made, result.TilesLeftOut));
        Assert.Equal(["p0"], result.PatientsWithoutBag);
        Assert.Equal([0, 32, 64, 32], BagFile.Read(folder.File("bags", "p1.h5")).Coordinates!);
        Assert.Equal("patient,tiles\np1,2\n", File.ReadAllText(result.PatientsFile));
    }

    [Fact]
    public void Labels_become_truth_in_the_bag_and_an_outcome_of_the_patient()
    {
        var index = TileExamples.WriteIndex(folder.FullName, 3, 4, 32);
        var options = Options(index, new TileIndexOptions { LabelColumn = "label" });
        BagBuilder.Run(options with { PositiveShare = 0.5 }, TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 0, 0], BagFile.Read(folder.File("bags", "p2.h5")).TileLabels!);
        Assert.Equal(
            "patient,tiles,positive_share,outcome\np0,4,0,0\np1,4,0.25,0\np2,4,0.5,1\n",
            File.ReadAllText(folder.File("bags", "patients.csv")));
    }

    [Fact]
    public void An_outcome_without_labels_is_refused()
    {
        var index = TileExamples.WriteIndex(folder.FullName, 1, 1, 32);
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => BagBuilder.Run(Options(index) with { PositiveShare = 0.5 }, TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public void A_broken_tile_stops_with_its_name_and_finished_bags_stay()
    {
        var index = TileExamples.WriteIndex(folder.FullName, 8, 16, 32);
        File.WriteAllText(folder.File("p7", "3.png"), "broken");
        var fault = Assert.Throws<LamellaException>(() => BagBuilder.Run(Options(index), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.TileUnreadable, fault.Code);
        Assert.Contains("p7/3.png", fault.Fault, StringComparison.Ordinal);
        Assert.Contains(folder.File("bags", "p0.h5"), Directory.GetFiles(folder.File("bags")));
        Assert.False(File.Exists(folder.File("bags", "patients.csv")));
    }

    [Fact]
    public void Cancelled_it_stops_and_the_next_run_goes_on()
    {
        var index = TileExamples.WriteIndex(folder.FullName, 6, 16, 32);
        using var cancel = new CancellationTokenSource();
        var progress = new Progress(step =>
        {
            if (step.PatientsDone >= 2)
                cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => BagBuilder.Run(Options(index) with { Progress = progress }, cancel.Token));
        var result = BagBuilder.Run(Options(index), TestContext.Current.CancellationToken);
        Assert.Equal(6, result.Made + result.Kept);
        Assert.InRange(result.Kept, 2, 5);
    }

    [Fact]
    public void Progress_ends_with_everything()
    {
        var index = TileExamples.WriteIndex(folder.FullName, 2, 5, 32);
        var last = default(BagProgress);
        BagBuilder.Run(Options(index) with { Progress = new Progress(step => last = step) }, TestContext.Current.CancellationToken);
        Assert.Equal(new BagProgress(10, 10, 2, 2), last);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("..")]
    public void A_patient_id_that_leads_elsewhere_is_refused(string id)
    {
        TileExamples.Write(folder.File("t.png"), 32, 32, 3, (_, _, _) => 9);
        File.WriteAllText(folder.File("index.csv"), $"file,patient,x,y\nt.png,{id},0,0\n");
        Assert.Throws<LamellaException>(() => BagBuilder.Run(Options(folder.File("index.csv")), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(folder.File("bags")));
    }

    [Fact]
    public void Real_breast_tiles_with_the_small_network_become_bags()
    {
        var tiles = Path.GetDirectoryName(SharedData.Require("idc", "index.csv"))!;
        using var encoder = new OnnxEncoder(SharedData.Require("backbone", "squeezenet1_1_features.onnx"), new OnnxEncoderOptions { TileSize = 50, MicronsPerPixel = 2 });
        var index = TileIndex.Read(Path.Combine(tiles, "index.csv"), new TileIndexOptions
        {
            LabelColumn = "label",
            Carry = ["id_block"],
            Where = new Dictionary<string, string> { ["patient"] = "10255" },
        });
        var result = BagBuilder.Run(new BagBuildOptions { TileFolder = tiles, Index = index, Encoder = encoder, OutputFolder = folder.File("bags"), PositiveShare = .25 }, TestContext.Current.CancellationToken);
        var bag = BagFile.Read(folder.File("bags", "10255.h5"));
        Assert.Equal((1, 1152), (result.Made, bag.Dimension));
        Assert.Equal(index.Patients[0].Tiles.Count, bag.Count + result.TilesLeftOut);
        Assert.Equal([801, 1701], bag.Coordinates![..2]);
    }

    private BagBuildOptions Options(string index, TileIndexOptions? columns = null) => new()
    {
        TileFolder = folder.FullName,
        Index = TileIndex.Read(index, columns),
        Encoder = new BuiltInEncoder(32, 0.5),
        OutputFolder = folder.File("bags"),
    };

    private sealed class Progress(Action<BagProgress> report) : IProgress<BagProgress>
    {
        public void Report(BagProgress value) => report(value);
    }
}
