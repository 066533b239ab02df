using System.Globalization;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
using Lamella.Simulation.Slides.Painted;
using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Pathology.Tests.Extraction;

/// <summary>The same tissue, painted at .25 um/px and stored as different pyramids, gives the same features; a shifted resolution does not.</summary>
public sealed class SameTissueTests : IDisposable
{
    /// <summary>Largest relative distance (L2) of a tile's features between two ways to store the same tissue; what is left is where JPEG blocks begin.</summary>
    private const double Tolerance = 0.05;

    // Odd, so that no level's size is a whole fraction of it.
    private const int Width = 3001;
    private readonly ExtractionFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(0.37)]
    public void Whatever_the_levels_and_tiles_of_the_pyramid(double micronsPerPixel)
    {
        fixture.Contract = fixture.Contract with { MicronsPerPixel = micronsPerPixel, TileSize = (int)Math.Round(112 / micronsPerPixel) };
        var reference = Bag("one", new PyramidOptions { Levels = 1, Quality = 95 });
        Assert.InRange(reference.Count, 10, 1000);
        foreach (var (name, options) in new (string, PyramidOptions)[]
        {
            ("halves", new() { Quality = 95 }),
            ("quarters", new() { Factor = 4, Quality = 95 }),
            ("thirds", new() { Factor = 3, TileSize = 240, Quality = 95 }),
            ("big", new() { TileSize = 512, BigTiff = true, Quality = 95 }),
        })
        {
            var bag = Bag(name, options);
            Assert.Equal(reference.Coordinates, bag.Coordinates);
            var worst = Enumerable.Range(0, bag.Count).Max(i => Distance(reference.Row(i), bag.Row(i)));
            TestContext.Current.SendDiagnosticMessage($"{micronsPerPixel} um/px, {name}: {bag.Count} tiles, worst distance {worst:G3}");
            Assert.InRange(worst, 0, Tolerance);
        }
    }

    /// <summary>A file that claims 8 % more um/px than it has: other tiles, and other features far beyond the tolerance.</summary>
    [Fact]
    public void A_shifted_resolution_is_noticed()
    {
        var (reference, other) = (Bag("one", new PyramidOptions { Levels = 1, Quality = 95 }), Bag("thirds", new PyramidOptions { Factor = 3, TileSize = 240, Quality = 95 }));
        var shifted = Bag("one", new PyramidOptions { Levels = 1, Quality = 95 }, claimed: 0.27);

        Assert.NotEqual(reference.Coordinates, shifted.Coordinates);
        var (noise, shift) = (Distance(Mean(reference), Mean(other)), Distance(Mean(reference), Mean(shifted)));
        TestContext.Current.SendDiagnosticMessage($"distance of the slides' mean features: {noise:G3} stored otherwise, {shift:G3} shifted");
        Assert.True(shift > 10 * noise && shift > Tolerance, $"{shift} against {noise}");
    }

    private FeatureBag Bag(string name, PyramidOptions pyramid, double? claimed = null)
    {
        var built = PaintedSlideBuilder.Build(new PaintedSlideOptions { OutputFolder = fixture.File(name), Slides = 1, Width = Width, MicronsPerPixel = 0.25, Pyramid = pyramid })[0];
        File.Copy(built.File, Path.Combine(fixture.Slides, "slide.tif"), overwrite: true);
        var overrides = OverrideTable.Empty;
        if (claimed is { } mpp)
        {
            File.WriteAllText(fixture.File("overrides.csv"), string.Create(CultureInfo.InvariantCulture, $"slide,mpp\nslide.tif,{mpp}\n"));
            overrides = OverrideTable.Read(fixture.File("overrides.csv"));
        }

        fixture.Extract(job => job with { Overrides = overrides });
        return fixture.Bag("slide.tif");
    }

    private static double Distance(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        double difference = 0, length = 0;
        for (var i = 0; i < one.Length; i++)
            (difference, length) = (difference + ((one[i] - other[i]) * (one[i] - other[i])), length + (one[i] * one[i]));
        return Math.Sqrt(difference / length);
    }

    private static float[] Mean(FeatureBag bag)
    {
        var mean = new float[bag.Dimension];
        for (var row = 0; row < bag.Count; row++)
        {
            for (var i = 0; i < mean.Length; i++)
                mean[i] += bag.Row(row)[i] / bag.Count;
        }

        return mean;
    }
}
