using Lamella.Pathology.Tiles;
using Lamella.Testing;
using NetVips;

namespace Lamella.Pathology.Tests.Tiles;

public sealed class PlainPngTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Enums.ForeignPngFilter.None)]
    [InlineData(Enums.ForeignPngFilter.Sub)]
    [InlineData(Enums.ForeignPngFilter.Up)]
    [InlineData(Enums.ForeignPngFilter.Avg)]
    [InlineData(Enums.ForeignPngFilter.Paeth)]
    [InlineData(Enums.ForeignPngFilter.All)]
    public void Every_filter_gives_the_pixels_back(Enums.ForeignPngFilter filter)
    {
        var pixels = new byte[37 * 23 * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i * i / 7) + (i % 3 * 50));
        using var image = Image.NewFromMemory(pixels, 37, 23, 3, Enums.BandFormat.Uchar);
        using var rgb = image.Copy(interpretation: Enums.Interpretation.Srgb);
        Assert.Equal(pixels, TryRead(rgb.PngsaveBuffer(filter: filter), out var width, out var height));
        Assert.Equal((37, 23), (width, height));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Grey_and_transparent_files_are_left_to_the_library(int bands)
    {
        TileExamples.Write(folder.File("t.png"), 16, 16, bands, (x, _, _) => x);
        Assert.Null(TryRead(File.ReadAllBytes(folder.File("t.png")), out _, out _));
    }

    [Fact]
    public void A_damaged_file_gives_nothing()
    {
        TileExamples.Write(folder.File("t.png"), 20, 20, 3, (x, y, band) => x * y * band);
        var whole = File.ReadAllBytes(folder.File("t.png"));
        var pixels = TryRead(whole, out _, out _);
        for (var length = 0; length < whole.Length; length += 5)
            Assert.Null(TryRead(whole[..length], out _, out _));
        for (var at = 0; at < whole.Length; at += 3)
        {
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= 0x55;
            var read = TryRead(flipped, out var width, out var height);
            Assert.True(read is null || width * height != 400 || read.SequenceEqual(pixels!), $"byte {at}");
        }
    }

    [Fact]
    public void Real_tiles_are_the_same_as_through_the_library()
    {
        var root = Path.GetDirectoryName(SharedData.Require("idc", "index.csv"))!;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "10255"), "*.png"))
        {
            using var image = Image.NewFromFile(file);
            Assert.Equal(image.WriteToMemory<byte>(), TryRead(File.ReadAllBytes(file), out _, out _));
        }
    }

    private static byte[]? TryRead(byte[] file, out int width, out int height)
    {
        var opened = PlainPng.TryOpen([.. file], file.Length, out var png);
        (width, height) = opened ? (png.Width, png.Height) : (0, 0);
        if (!opened || width * height > 3000)
            return null;
        var pixels = new byte[width * height * 3];
        return png.TryUnpack(pixels) ? pixels : null;
    }
}
