using Lamella.Simulation.Slides.Shapes;
using NetVips;
using System.Text.Json;

namespace Lamella.Simulation.Tests.Slides;

/// <summary>Slides and truth as the imaging library and a JSON parser see them.</summary>
internal static class ReadBack
{
    /// <summary>Sizes of all directories of a TIFF.</summary>
    public static List<(int Width, int Height)> Levels(string path)
    {
        using var first = Image.Tiffload(path);
        var count = first.Contains("n-pages") ? (int)first.Get("n-pages") : 1;
        return [.. Enumerable.Range(0, count).Select(page =>
        {
            using var level = Image.Tiffload(path, page: page);
            return (level.Width, level.Height);
        })];
    }

    /// <summary>Pixels per millimetre of level 0.</summary>
    public static (double X, double Y) Resolution(string path)
    {
        using var image = Image.Tiffload(path);
        return (image.Xres, image.Yres);
    }

    /// <summary>RGB of a level, row by row.</summary>
    public static (int Width, int Height, byte[] Rgb) Pixels(string path, int level = 0)
    {
        using var image = Image.Tiffload(path, page: level);
        Assert.Equal(3, image.Bands);
        return (image.Width, image.Height, image.WriteToMemory<byte>());
    }

    /// <summary>Regions of a truth file; every one is a closed polygon of class Tumor.</summary>
    public static List<SlideRegion> Truth(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        Assert.Equal("FeatureCollection", json.RootElement.GetProperty("type").GetString());
        return [.. json.RootElement.GetProperty("features").EnumerateArray().Select(feature =>
        {
            Assert.Equal("Feature", feature.GetProperty("type").GetString());
            Assert.Equal("Tumor", feature.GetProperty("properties").GetProperty("classification").GetProperty("name").GetString());
            Assert.Equal("Polygon", feature.GetProperty("geometry").GetProperty("type").GetString());
            var rings = feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(Ring).ToList();
            return new SlideRegion(rings[0], [.. rings.Skip(1)]);
        })];
    }

    private static IReadOnlyList<(int X, int Y)> Ring(JsonElement ring)
    {
        var corners = ring.EnumerateArray().Select(corner => (corner[0].GetInt32(), corner[1].GetInt32())).ToList();
        Assert.True(corners.Count >= 5);
        Assert.Equal(corners[0], corners[^1]);
        return corners[..^1];
    }
}
