using Lamella.Testing;
using Lamella.Testing.Zoo;
using NetVips;

namespace Lamella.Simulation.Tests.Slides;

/// <summary>The odd slides are odd in the way they should be, and in no other.</summary>
public sealed class ZooTests : IDisposable
{
    private static readonly (int, int)[] Halves = [(1600, 1200), (800, 600), (400, 300), (200, 150)];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Slides_that_open_have_their_levels()
    {
        var zoo = new SlideZoo(folder.FullName);
        foreach (var file in new[] { zoo.Good(), zoo.WithoutResolution(), zoo.AbsurdResolution(), zoo.Big(), zoo.AllBackground(), zoo.TinyTissue(), zoo.BlackLowestLevel(), zoo.BlackRegion(), zoo.Truncated() })
            Assert.Equal(Halves, ReadBack.Levels(file));
        Assert.Equal([(1600, 1200)], ReadBack.Levels(zoo.OneLevel()));
        Assert.Equal([(1600, 1200), (533, 400), (177, 133)], ReadBack.Levels(zoo.ThirdLevels()));
        Assert.Equal(1000 / 352.8, ReadBack.Resolution(zoo.AbsurdResolution()).X, 0.01);
    }

    [Fact]
    public void Damage_is_where_it_should_be()
    {
        var zoo = new SlideZoo(folder.FullName);
        var lowest = zoo.BlackLowestLevel();
        Assert.All(ReadBack.Pixels(lowest, 3).Rgb, value => Assert.InRange(value, 0, 3));
        Assert.True(ReadBack.Pixels(lowest, 2).Rgb.Average(value => (double)value) > 150);
        var region = zoo.BlackRegion();
        Assert.InRange(ReadBack.Pixels(region).Rgb[((640 * 1600) + 640) * 3], 0, 3);
        Assert.InRange(ReadBack.Pixels(region, 1).Rgb[((320 * 800) + 320) * 3], 60, 255);
        Assert.All(ReadBack.Pixels(zoo.AllBackground()).Rgb, value => Assert.InRange(value, 243, 247));
        foreach (var file in new[] { zoo.Truncated(), zoo.DamagedPixels() })
        {
            Assert.Throws<VipsException>(() =>
            {
                using var image = Image.Tiffload(file, failOn: Enums.FailOn.Warning);
                image.Avg();
            });
        }

        foreach (var file in new[] { zoo.HeaderOnly(), zoo.TextAsSvs(), zoo.Empty() })
            Assert.Throws<VipsException>(() => Image.Tiffload(file));
    }

    [Fact]
    public void Pixels_are_of_the_kind_asked_for()
    {
        var zoo = new PixelZoo(folder.FullName);
        Check(zoo.Grey(), 1, Enums.BandFormat.Uchar, Enums.Interpretation.Bw);
        Check(zoo.SixteenBit(), 3, Enums.BandFormat.Ushort, Enums.Interpretation.Rgb16);
        Check(zoo.Rgba(), 4, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb);
        Check(zoo.CmykTiff(), 4, Enums.BandFormat.Uchar, Enums.Interpretation.Cmyk);
        Check(zoo.CmykJpeg(), 4, Enums.BandFormat.Uchar, Enums.Interpretation.Cmyk);
        Check(zoo.Jpeg(), 3, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb);
        Check(zoo.Strips(), 3, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb);

        static void Check(string file, int bands, Enums.BandFormat format, Enums.Interpretation interpretation)
        {
            using var image = Image.NewFromFile(file);
            Assert.Equal((1600, 1200, bands, format, interpretation), (image.Width, image.Height, image.Bands, image.Format, image.Interpretation));
        }
    }
}
