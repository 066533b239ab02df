using Lamella.Federation;
using Lamella.Simulation.Slides;
using Lamella.Simulation.Slides.Painted;
using Lamella.Simulation.Slides.Shapes;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Slides;

public sealed class PaintedSlideBuilderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Slides_table_and_truth_are_there()
    {
        var slides = PaintedSlideBuilder.Build(Options("a"));
        Assert.Equal(2, slides.Count(slide => slide.Positive));
        Assert.Equal(["slide,patient,label", .. slides.Select(slide => $"{Path.GetFileNameWithoutExtension(slide.File)},{slide.Patient},{(slide.Positive ? 1 : 0)}")], File.ReadAllLines(folder.File("a", "slides.csv")));
        foreach (var slide in slides)
        {
            Assert.Equal([(1000, 800), (500, 400), (250, 200)], ReadBack.Levels(slide.File));
            Assert.Equal(2000, ReadBack.Resolution(slide.File).X, 0.01);
            Assert.Equal(slide.Positive, ReadBack.Truth(slide.TruthFile).Count > 0);
        }
    }

    [Fact]
    public void Lesions_are_where_the_truth_says()
    {
        foreach (var hospital in PaintedSlideBuilder.Hospitals)
        {
            foreach (var slide in PaintedSlideBuilder.Build(Options(hospital) with { Hospital = hospital, PositiveShare = 1, Slides = 2 }))
            {
                var truth = ReadBack.Truth(slide.TruthFile);
                var (inside, outside) = MeanRed(slide, truth);
                Assert.True(inside < outside - 8, $"{hospital}: {inside:F0} in lesions, {outside:F0} in other tissue");
            }
        }
    }

    [Fact]
    public void The_same_options_give_the_same_bytes_whatever_the_threads()
    {
        var first = PaintedSlideBuilder.Build(Options("a") with { Threads = 1 });
        var second = PaintedSlideBuilder.Build(Options("b") with { Threads = 3 });
        var other = PaintedSlideBuilder.Build(Options("c") with { Seed = 2 });
        foreach (var ((a, b), c) in first.Zip(second).Zip(other))
        {
            Assert.Equal(File.ReadAllBytes(a.File), File.ReadAllBytes(b.File));
            Assert.Equal(File.ReadAllBytes(a.TruthFile), File.ReadAllBytes(b.TruthFile));
            Assert.NotEqual(File.ReadAllBytes(a.File), File.ReadAllBytes(c.File));
        }
    }

    [Fact]
    public void Built_again_only_what_is_missing_is_built()
    {
        var slides = PaintedSlideBuilder.Build(Options("a"));
        var bytes = File.ReadAllBytes(slides[1].File);
        File.Delete(slides[1].File);
        var kept = File.GetLastWriteTimeUtc(slides[0].File);
        PaintedSlideBuilder.Build(Options("a"));
        Assert.Equal(bytes, File.ReadAllBytes(slides[1].File));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(slides[0].File));
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_refused()
    {
        PaintedSlideBuilder.Build(Options("a"));
        Assert.Equal(ErrorCodes.OutputNotEmpty, Assert.Throws<LamellaException>(() => PaintedSlideBuilder.Build(Options("a") with { Seed = 9 })).Code);
        Directory.CreateDirectory(folder.File("b"));
        File.WriteAllText(folder.File("b", "thesis.txt"), "mine");
        Assert.Equal(ErrorCodes.OutputNotEmpty, Assert.Throws<LamellaException>(() => PaintedSlideBuilder.Build(Options("b"))).Code);
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.File("b")));
    }

    [Fact]
    public void All_faulty_options_are_told_at_once()
    {
        var fault = Assert.Throws<LamellaException>(() => PaintedSlideBuilder.Build(Options("a") with { Hospital = "oak", Slides = 0, MicronsPerPixel = double.NaN }));
        Assert.Equal(ErrorCodes.UsageWrong, fault.Code);
        Assert.Contains("oak", fault.Message, StringComparison.Ordinal);
        Assert.Contains("number of slides", fault.Message, StringComparison.Ordinal);
        Assert.Contains("um/px", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("a")));
    }

    /// <summary>Squares that are painted by themselves fit together: another tile size changes nothing but the sensor's noise.</summary>
    [Fact]
    public void There_are_no_seams()
    {
        var small = PaintedSlideBuilder.Build(Options("a") with { Slides = 1, Pyramid = new() { TileSize = 64, Quality = 95 } })[0];
        var large = PaintedSlideBuilder.Build(Options("b") with { Slides = 1, Pyramid = new() { TileSize = 512, Quality = 95 } })[0];
        var (width, height, a) = ReadBack.Pixels(small.File, 1);
        var (_, _, b) = ReadBack.Pixels(large.File, 1);
        Assert.True(Enumerable.Range(0, width * height * 3).Average(i => Math.Abs(a[i] - b[i])) < 4);
    }

    private PaintedSlideOptions Options(string name) => new() { OutputFolder = folder.File(name), Slides = 4, Width = 1000 };

    private static (double Inside, double Outside) MeanRed(BuiltSlide slide, List<SlideRegion> truth)
    {
        var (width, _, rgb) = ReadBack.Pixels(slide.File);
        List<double> inside = [], outside = [];
        for (var y = 4; y < 800; y += 8)
        {
            for (var x = 4; x < 1000; x += 8)
            {
                var at = ((y * width) + x) * 3;
                // Glass is as green as it is red; tissue is not.
                if (rgb[at] - rgb[at + 1] > 20)
                    (truth.Any(region => region.Contains(x, y)) ? inside : outside).Add(rgb[at]);
            }
        }

        return (inside.Average(), outside.Average());
    }
}
