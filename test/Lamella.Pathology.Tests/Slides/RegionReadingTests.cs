using Lamella.Pathology.Slides;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Slides;

/// <summary>Reads land where they say: on the slide every pixel's red is x / 8 and its green y / 8.</summary>
public sealed class RegionReadingTests : IDisposable
{
    // Odd and not a multiple of anything.
    private const int Width = 1601, Height = 1203, Step = 8;
    private const double Tolerance = 4;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2, 256)]
    [InlineData(3, 240)]
    [InlineData(4, 256)]
    public void At_every_level_the_position_that_is_returned_is_that_of_the_pixels(int factor, int tileSize)
    {
        using var slide = Open(factor, tileSize);
        Assert.True(slide.Levels.Count >= 2);
        for (var i = 0; i < slide.Levels.Count; i++)
        {
            var level = slide.Levels[i];
            foreach (var (x, y) in new (long, long)[] { (0, 0), (17, 5), (level.Width - 31, level.Height - 23), (level.Width / 2, level.Height / 3) })
            {
                var pixels = new byte[31 * 23 * 4];
                var (realX, realY) = slide.Read(i, x, y, 31, 23, pixels);

                Assert.InRange(realX, x - 0.5, x + 0.5);
                Assert.InRange(realY, y - 0.5, y + 0.5);
                foreach (var (column, row) in new[] { (2, 2), (15, 11), (28, 20) })
                {
                    var at = ((row * 31) + column) * 4;
                    Assert.Equal((realX + column + 0.5) * level.ScaleX / Step, pixels[at + 2], Tolerance);
                    Assert.Equal((realY + row + 0.5) * level.ScaleY / Step, pixels[at + 1], Tolerance);
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reduced_region_shows_its_own_middle_also_at_the_edges(bool forFeatures)
    {
        const int side = 16;
        using var slide = Open(2, 256);
        var reader = new RegionReader(slide, slide.Levels.Count, forFeatures ? Fidelity.Features : Fidelity.Overview);
        var rgb = new byte[side * side * 3];
        foreach (var (left, top, size) in new (double, double, double)[] { (0, 0, 200), (100.3, 77.7, 333), (Width - 200, Height - 200, 200), (900.25, 3, 512) })
        {
            reader.Read(left, top, size, size, side, side, rgb);
            foreach (var (column, row) in new[] { (1, 1), (8, 8), (14, 14) })
            {
                var at = ((row * side) + column) * 3;
                Assert.Equal((left + ((column + 0.5) * size / side)) / Step, rgb[at], Tolerance);
                Assert.Equal((top + ((row + 0.5) * size / side)) / Step, rgb[at + 1], Tolerance);
            }
        }
    }

    private ISlide Open(int factor, int tileSize)
    {
        var path = folder.File($"ramp-{factor}.tif");
        PyramidWriter.Write(path, Width, Height, new Ramp(Step), new PyramidOptions { MicronsPerPixel = 0.5, Quality = 95, Factor = factor, TileSize = tileSize }, CancellationToken.None);
        return SlideOpener.Open(path);
    }
}
