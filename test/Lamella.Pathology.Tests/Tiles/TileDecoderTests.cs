using Lamella.Federation;
using Lamella.Pathology.Tiles;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Tiles;

public sealed class TileDecoderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("tif")]
    public void Rgb_comes_back_as_it_was(string format)
    {
        TileExamples.Write(folder.File("t." + format), 16, 16, 3, (x, y, band) => (x * 16) + y + band);
        var rgb = Decode("t." + format, 16);
        Assert.Equal([16 * 5 + 3, 16 * 5 + 4, 16 * 5 + 5], rgb.AsSpan(((3 * 16) + 5) * 3, 3).ToArray());
    }

    [Fact]
    public void Jpeg_is_read()
    {
        TileExamples.Write(folder.File("t.jpg"), 16, 16, 3, (_, _, band) => 50 + (band * 50));
        var rgb = Decode("t.jpg", 16);
        Assert.InRange(rgb[0], 45, 55);
        Assert.InRange(rgb[2], 145, 155);
    }

    [Fact]
    public void Transparency_lies_on_white()
    {
        TileExamples.Write(folder.File("t.png"), 16, 16, 4, (x, _, band) => band == 3 ? (x < 8 ? 0 : 255) : 100);
        var rgb = Decode("t.png", 16);
        Assert.Equal([255, 255, 255], rgb[..3]);
        Assert.Equal([100, 100, 100], rgb.AsSpan(15 * 3, 3).ToArray());
    }

    [Fact]
    public void Grey_becomes_rgb()
    {
        TileExamples.Write(folder.File("t.png"), 16, 16, 1, (_, _, _) => 77);
        Assert.All(Decode("t.png", 16), value => Assert.Equal(77, value));
    }

    [Fact]
    public void An_edge_tile_is_padded_with_white_at_the_right_and_below()
    {
        TileExamples.Write(folder.File("t.png"), 10, 12, 3, (_, _, _) => 50);
        var rgb = Decode("t.png", 16);
        for (var i = 0; i < 16 * 16; i++)
            Assert.Equal(i % 16 < 10 && i / 16 < 12 ? 50 : 255, rgb[i * 3]);
    }

    [Theory]
    [InlineData(7, 16, false)]
    [InlineData(16, 7, false)]
    [InlineData(8, 8, true)]
    public void A_tile_under_half_the_side_is_left_out(int width, int height, bool kept)
    {
        TileExamples.Write(folder.File("t.png"), width, height, 3, (_, _, _) => 50);
        var decoder = new TileDecoder(folder.FullName, 16, 16);
        Assert.Equal(kept, decoder.Decode("t.png", new byte[decoder.TileBytes]));
    }

    [Fact]
    public void Tiles_are_resized_for_an_encoder_of_another_size()
    {
        TileExamples.Write(folder.File("t.png"), 16, 16, 3, (_, _, band) => band * 40);
        var decoder = new TileDecoder(folder.FullName, 16, 40);
        var rgb = new byte[decoder.TileBytes];
        Assert.True(decoder.Decode("t.png", rgb));
        Assert.Equal(40 * 40 * 3, rgb.Length);
        Assert.Equal([0, 40, 80], rgb[^3..]);
    }

    [Fact]
    public void A_larger_tile_is_refused()
    {
        TileExamples.Write(folder.File("t.png"), 32, 32, 3, (_, _, _) => 50);
        Assert.Equal(ErrorCodes.TileUnreadable, Assert.Throws<LamellaException>(() => Decode("t.png", 16)).Code);
    }

    [Fact]
    public void Broken_and_missing_tiles_are_named()
    {
        TileExamples.Write(folder.File("t.png"), 64, 64, 3, (x, y, band) => x * y * band);
        var whole = File.ReadAllBytes(folder.File("t.png"));
        File.WriteAllBytes(folder.File("cut.png"), whole[..(whole.Length / 2)]);
        File.WriteAllText(folder.File("text.png"), "no image");
        foreach (var name in new[] { "cut.png", "text.png" })
        {
            var fault = Assert.Throws<LamellaException>(() => Decode(name, 64));
            Assert.Equal(ErrorCodes.TileUnreadable, fault.Code);
            Assert.Contains(name, fault.Fault, StringComparison.Ordinal);
        }

        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => Decode("none.png", 64)).Code);
    }

    [Fact]
    public void The_common_size_is_that_of_most_tiles()
    {
        TileExamples.Write(folder.File("a.png"), 16, 16, 3, (_, _, _) => 50);
        TileExamples.Write(folder.File("b.png"), 9, 9, 3, (_, _, _) => 50);
        TileRecord[] tiles = [new("b.png", 0, 0, null), new("a.png", 0, 0, null), new("a.png", 0, 0, null)];
        Assert.Equal(16, TileDecoder.CommonSize(folder.FullName, tiles));
    }

    [Fact]
    public void Real_tiles_with_transparency_decode()
    {
        var file = SharedData.Require("camelyon16_patches", "0", "tumor_004_37276_186047.png");
        var decoder = new TileDecoder(Path.GetDirectoryName(file)!, 256, 256);
        var rgb = new byte[decoder.TileBytes];
        Assert.True(decoder.Decode(Path.GetFileName(file), rgb));
        Assert.InRange(rgb.Average(value => value), 40, 250);
    }

    private byte[] Decode(string name, int side)
    {
        var decoder = new TileDecoder(folder.FullName, side, side);
        var rgb = new byte[decoder.TileBytes];
        Assert.True(decoder.Decode(name, rgb));
        return rgb;
    }
}
