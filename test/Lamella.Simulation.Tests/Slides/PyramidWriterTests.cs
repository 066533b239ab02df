using System.Diagnostics;
using Lamella.Federation;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Testing;
using Lamella.Testing.Zoo;

namespace Lamella.Simulation.Tests.Slides;

public sealed class PyramidWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2, 64, null, new[] { 1000, 500, 250, 125, 62 }, new[] { 700, 350, 175, 87, 43 })]
    [InlineData(4, 64, null, new[] { 1000, 250, 62 }, new[] { 700, 175, 43 })]
    [InlineData(3, 48, null, new[] { 1000, 333, 111, 37 }, new[] { 700, 233, 77, 25 })]
    [InlineData(4, 256, 1, new[] { 1000 }, new[] { 700 })]
    [InlineData(2, 256, 3, new[] { 1000, 500, 250 }, new[] { 700, 350, 175 })]
    [InlineData(2, 512, 16, new[] { 1000, 500, 250 }, new[] { 700, 350, 175 })]
    public void Levels_are_as_asked_for(int factor, int tile, int? levels, int[] widths, int[] heights)
    {
        var expected = widths.Zip(heights).ToList();
        var said = PyramidWriter.Write(folder.File("a.tif"), 1000, 700, new Slope(), new PyramidOptions { Factor = factor, TileSize = tile, Levels = levels });
        Assert.Equal(expected, said);
        Assert.Equal(said, ReadBack.Levels(folder.File("a.tif")));
    }

    [Theory]
    [InlineData(2, 64)]
    [InlineData(4, 64)]
    [InlineData(3, 48)]
    public void Every_level_shows_the_same_picture(int factor, int tile)
    {
        PyramidWriter.Write(folder.File("a.tif"), 1000, 700, new Slope(), new PyramidOptions { Factor = factor, TileSize = tile, Quality = 95 });
        var scale = 1;
        for (var level = 0; level < 3; level++, scale *= factor)
        {
            var (width, height, rgb) = ReadBack.Pixels(folder.File("a.tif"), level);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (red, green) = Slope.At((x * scale) + (scale / 2), (y * scale) + (scale / 2));
                    Assert.InRange(rgb[((y * width) + x) * 3], red - 5, red + 5);
                    Assert.InRange(rgb[(((y * width) + x) * 3) + 1], green - 5, green + 5);
                }
            }
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.2527)]
    [InlineData(352.8)]
    public void The_resolution_is_written(double mpp)
    {
        PyramidWriter.Write(folder.File("a.tif"), 300, 200, new Slope(), new PyramidOptions { MicronsPerPixel = mpp });
        var (x, y) = ReadBack.Resolution(folder.File("a.tif"));
        Assert.Equal(1000 / mpp, x, 1000 / mpp * 1e-4);
        Assert.Equal(x, y);
    }

    [Fact]
    public void A_slide_may_not_say_its_resolution()
    {
        PyramidWriter.Write(folder.File("a.tif"), 300, 200, new Slope());
        using var image = NetVips.Image.Tiffload(folder.File("a.tif"));
        Assert.False(image.Contains("resolution-unit"));
    }

    [Fact]
    public void The_bytes_depend_neither_on_threads_nor_on_the_run()
    {
        byte[] Bytes(int threads)
        {
            PyramidWriter.Write(folder.File("a.tif"), 900, 700, SlideZoo.Tissue, new PyramidOptions { TileSize = 64, Threads = threads });
            return File.ReadAllBytes(folder.File("a.tif"));
        }

        var one = Bytes(1);
        Assert.Equal(one, Bytes(3));
        Assert.Equal(one, Bytes(1));
    }

    [Theory]
    [InlineData(null, 42)]
    [InlineData(false, 42)]
    [InlineData(true, 43)]
    public void Offsets_are_as_wide_as_asked_for(bool? big, byte kind)
    {
        PyramidWriter.Write(folder.File("a.tif"), 900, 700, new Slope(), new PyramidOptions { BigTiff = big, TileSize = 64 });
        Assert.Equal([(byte)'I', (byte)'I', kind, 0], File.ReadAllBytes(folder.File("a.tif"))[..4]);
        Assert.Equal(5, ReadBack.Levels(folder.File("a.tif")).Count);
        var (_, _, rgb) = ReadBack.Pixels(folder.File("a.tif"));
        Assert.InRange(rgb[((350 * 900) + 450) * 3], Slope.At(450, 350).Red - 6, Slope.At(450, 350).Red + 6);
    }

    [Fact]
    public void All_faulty_options_are_told_at_once_and_nothing_is_written()
    {
        var fault = Assert.Throws<LamellaException>(() => PyramidWriter.Write(folder.File("a.tif"), 10, 10, new Slope(), new PyramidOptions { TileSize = 250, Quality = 0, MicronsPerPixel = double.NaN }));
        Assert.Equal(ErrorCodes.UsageWrong, fault.Code);
        Assert.Contains("tile size 250", fault.Message, StringComparison.Ordinal);
        Assert.Contains("quality 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("um/px", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_stop_or_a_fault_leaves_nothing_and_comes_out_as_it_was(int threads)
    {
        using var stop = new CancellationTokenSource();
        var options = new PyramidOptions { TileSize = 64, Threads = threads };
        Assert.ThrowsAny<OperationCanceledException>(() => PyramidWriter.Write(folder.File("a.tif"), 900, 700, new Tripwire(stop.Cancel), options, stop.Token));
        Assert.Throws<LamellaException>(() => PyramidWriter.Write(folder.File("a.tif"), 900, 700, new Tripwire(() => throw new LamellaException(ErrorCodes.TileUnreadable, "no", "none")), options));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void Sixty_thousand_pixels_square_take_little_memory_and_time()
    {
        using var process = Process.GetCurrentProcess();
        var before = process.PeakWorkingSet64;
        var tissue = new PlainTissue(20_000, 25_000, 9000, 8000);
        var levels = PyramidWriter.Write(folder.File("large.tif"), 60_000, 60_000, tissue, new PyramidOptions { MicronsPerPixel = 0.25, Threads = 2 });
        process.Refresh();
        Assert.InRange(process.PeakWorkingSet64 - before, 0, 400L << 20);
        Assert.InRange(new FileInfo(folder.File("large.tif")).Length, 1 << 20, 100 << 20);
        Assert.Equal((60_000, 60_000), levels[0]);
        Assert.Equal(levels, ReadBack.Levels(folder.File("large.tif")));
        var (width, height, rgb) = ReadBack.Pixels(folder.File("large.tif"), 6);
        Assert.Equal((937, 937), (width, height));
        // A share of the picture is tissue as it was painted, and it lies where it was painted.
        var dark = Enumerable.Range(0, width * height).Where(i => rgb[(i * 3) + 1] < 200).ToList();
        Assert.InRange(dark.Count / (double)(width * height), 0.019, 0.021);
        Assert.InRange(dark.Min(i => i % width) * 64, 19_900, 20_100);
        Assert.InRange(dark.Max(i => i / width) * 64, 32_900, 33_100);
    }

    /// <summary>Red grows to the right, green downwards.</summary>
    private sealed class Slope : IRegionPainter
    {
        public (byte Red, byte Green, byte Blue) Ground => (0, 0, 0);

        public static (int Red, int Green) At(int x, int y) => (60 + (x / 10), 60 + (y / 10));

        public bool Paint(int x, int y, int side, Span<byte> rgb)
        {
            for (var i = 0; i < side * side; i++)
            {
                var (red, green) = At(Math.Min(1010, x + (i % side)), Math.Min(710, y + (i / side)));
                (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = ((byte)red, (byte)green, 100);
            }

            return true;
        }
    }

    private sealed class Tripwire(Action trip) : IRegionPainter
    {
        public (byte Red, byte Green, byte Blue) Ground => (0, 0, 0);

        public bool Paint(int x, int y, int side, Span<byte> rgb)
        {
            if (y > 300)
                trip();
            return true;
        }
    }
}
