using Lamella.Federation;
using Lamella.Simulation.Slides.Tiled;
using Lamella.Testing;
using NetVips;

namespace Lamella.Simulation.Tests.Slides;

public sealed class TileSlideBuilderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lesion_tiles_lie_inside_the_outlines_and_nowhere_else()
    {
        var slides = TileSlideBuilder.Build(Options("a") with { PositiveShare = 0.5, Slides = 4 });
        Assert.Equal(2, slides.Count(slide => slide.Positive));
        foreach (var slide in slides)
        {
            var truth = ReadBack.Truth(slide.TruthFile);
            Assert.Equal(slide.Positive, truth.Count > 0);
            var (width, height, rgb) = ReadBack.Pixels(slide.File);
            for (var y = 24; y < height; y += 48)
            {
                for (var x = 24; x < width; x += 48)
                {
                    // Lesion tiles are red, normal ones blue.
                    var red = rgb[((y * width) + x) * 3] > 150 && rgb[(((y * width) + x) * 3) + 2] < 100;
                    Assert.Equal(truth.Any(region => region.Contains(x, y)), red);
                }
            }
        }
    }

    [Fact]
    public void Tiles_are_resampled_to_the_resolution_asked_for()
    {
        var slide = TileSlideBuilder.Build(Options("a") with { MicronsPerPixel = 0.5, Slides = 1 })[0];
        Assert.Equal((12 * 96, 9 * 96), ReadBack.Levels(slide.File)[0]);
        Assert.Equal(2000, ReadBack.Resolution(slide.File).X, 0.01);
        // 48 px of 1 um at .7 um/px are 68.6 px: stored as 69, and the slide says what that comes to.
        var other = TileSlideBuilder.Build(Options("b") with { MicronsPerPixel = 0.7, Slides = 1 })[0];
        Assert.Equal((12 * 69, 9 * 69), ReadBack.Levels(other.File)[0]);
        Assert.Equal(1000 * 69 / 48.0, ReadBack.Resolution(other.File).X, 0.1);
    }

    [Fact]
    public void The_same_options_give_the_same_bytes()
    {
        var first = TileSlideBuilder.Build(Options("a") with { Threads = 1 });
        var second = TileSlideBuilder.Build(Options("b") with { Threads = 2 });
        Assert.Equal(first.Select(slide => File.ReadAllBytes(slide.File)), second.Select(slide => File.ReadAllBytes(slide.File)));
    }

    [Fact]
    public void Hospitals_stain_differently_when_asked_to()
    {
        var plain = TileSlideBuilder.Build(Options("a") with { Slides = 1 })[0];
        var north = TileSlideBuilder.Build(Options("b") with { Slides = 1, StainShift = 0.3, Hospital = "north" })[0];
        Assert.NotEqual(Corner(plain.File), Corner(north.File));

        static byte[] Corner(string file) => ReadBack.Pixels(file).Rgb[..3];
    }

    [Fact]
    public void Further_slides_of_a_hospital_have_names_and_tissue_of_their_own_and_the_same_stain()
    {
        var options = Options("a") with { PositiveShare = 0, Slides = 3, StainShift = 0.3, Hospital = "north" };
        var all = TileSlideBuilder.Build(options);
        var last = Assert.Single(TileSlideBuilder.Build(options with { OutputFolder = folder.File("b"), Slides = 1, First = 3 }));
        Assert.Equal("north-003", last.Patient);
        Assert.Equal(File.ReadAllBytes(all[2].File), File.ReadAllBytes(last.File));
        Assert.NotEqual(File.ReadAllBytes(all[0].File), File.ReadAllBytes(last.File));
    }

    [Fact]
    public void A_part_shares_no_tile_and_no_patient_with_another()
    {
        var source = Source(patients: 12);
        var parts = source.Partition(3, 5);
        Assert.Equal(source.Tiles.OrderBy(tile => tile.File), parts.SelectMany(part => part.Tiles).OrderBy(tile => tile.File));
        Assert.Equal(12, parts.Sum(part => part.Tiles.Select(tile => tile.Patient).Distinct().Count()));
        Assert.All(parts, part => Assert.Contains(part.Tiles, tile => tile.Lesion));
        Assert.Equal(parts.Select(part => part.Tiles), source.Partition(3, 5).Select(part => part.Tiles));
        Assert.NotEqual(parts[0].Tiles, source.Partition(3, 6)[0].Tiles);
        Assert.Equal(ErrorCodes.CohortEmpty, Assert.Throws<LamellaException>(() => source.Partition(9, 5)).Code);
    }

    [Fact]
    public void Faults_are_told_with_their_codes()
    {
        var options = Options("a");
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => SourceTiles.Read(folder.FullName, folder.File("none.csv"))).Code);
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => TileSlideBuilder.Build(options with { Hospital = "a/b" })).Code);
        File.WriteAllText(folder.File("normal-0.png"), "no picture");
        File.WriteAllText(folder.File("normal-1.png"), "no picture");
        Assert.Equal(ErrorCodes.TileUnreadable, Assert.Throws<LamellaException>(() => TileSlideBuilder.Build(options)).Code);
    }

    [Fact]
    public void Real_tiles_make_slides()
    {
        var data = SharedData.Require("pcam");
        var source = SourceTiles.Read(data, Path.Combine(data, "labels.csv")).Partition(4, 1)[2];
        Assert.Equal(300, source.Tiles.Count);
        var slides = TileSlideBuilder.Build(new TileSlideOptions { OutputFolder = folder.File("a"), Source = source, SourceMicronsPerPixel = 0.97, MicronsPerPixel = 0.485, Slides = 2 });
        Assert.Equal((24 * 192, 19 * 192), ReadBack.Levels(slides[0].File)[0]);
        Assert.Equal(1000 / 0.485, ReadBack.Resolution(slides[0].File).X, 0.1);
    }

    private TileSlideOptions Options(string name) => new()
    {
        OutputFolder = folder.File(name),
        Source = Source(patients: 4),
        SourceMicronsPerPixel = 1,
        Slides = 2,
        WidthInTiles = 12,
        LesionTiles = (3, 6),
    };

    /// <summary>Per patient one tile: every second one red and lesion, the others blue.</summary>
    private SourceTiles Source(int patients)
    {
        var rows = new List<string> { "file,patient,label" };
        for (var i = 0; i < patients; i++)
        {
            var lesion = i % 2 == 1;
            var file = lesion ? $"lesion-{i / 2}.png" : $"normal-{i / 2}.png";
            rows.Add($"{file},p{i},{(lesion ? 1 : 0)}");
            using var black = Image.Black(48, 48, bands: 3);
            using var tile = black + (lesion ? new double[] { 220, 20, 20 } : [40, 40, 220]);
            using var bytes = tile.Cast(Enums.BandFormat.Uchar);
            using var named = bytes.Copy(interpretation: Enums.Interpretation.Srgb);
            named.Pngsave(folder.File(file));
        }

        File.WriteAllLines(folder.File("index.csv"), rows);
        return SourceTiles.Read(folder.FullName, folder.File("index.csv"), patientColumn: "patient");
    }
}
