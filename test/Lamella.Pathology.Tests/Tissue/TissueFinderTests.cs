using Lamella.Pathology.Slides;
using Lamella.Pathology.Tests.Stain;
using Lamella.Pathology.Tissue;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Tissue;

public sealed class TissueFinderTests
{
    private static readonly TissueOptions Options = new();

    [Theory]
    [InlineData(TissueMethod.Otsu)]
    [InlineData(TissueMethod.Saturation)]
    public void A_square_of_tissue_on_glass_by_hand(TissueMethod method)
    {
        var slide = new PaintedSlide(400, 300);
        slide.Tissue(100, 50, 120, 100);
        var map = TissueFinder.Find(slide.Image, 8, Options with { Method = method });
        // Dilated by a disk of 1: a pixel more on each side, without the corners.
        Assert.Equal((120 * 100) + (2 * 120) + (2 * 100), map.PixelsOfTissue);
        Assert.Equal(map.PixelsOfTissue * 64e-6, map.TissueSquareMillimetres, 1e-12);
        Assert.Equal(1, map.Mask.Share(100, 50, 220, 150));
        Assert.Equal((0, 0, 0), (map.PenShare, map.BlackShare, map.WhiteShare));
        Assert.Equal(1, map.Mask.CutCount);
    }

    [Fact]
    public void Small_objects_are_dropped()
    {
        var slide = new PaintedSlide(400, 400);
        slide.Tissue(100, 100, 60, 60);
        // 7 x 7 becomes 49 + 28 = 77 by dilation; 9 x 9 becomes 81 + 36 = 117.
        slide.Tissue(300, 100, 7, 7);
        slide.Tissue(300, 300, 9, 9);
        var map = TissueFinder.Find(slide.Image, 8, Options);
        Assert.Equal(0, map.Mask.Share(290, 90, 320, 120));
        Assert.True(map.Mask.Share(300, 300, 309, 309) == 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(9)]
    public void Glass_alone_holds_no_tissue(double noise)
    {
        foreach (var method in new[] { TissueMethod.Otsu, TissueMethod.Saturation })
        {
            Assert.Equal(0, TissueFinder.Find(new PaintedSlide(500, 400, noise).Image, 8, Options with { Method = method }).PixelsOfTissue);
            Assert.Equal(0, TissueFinder.Find(new PaintedSlide(500, 400, (236, 234, 215), noise).Image, 8, Options with { Method = method }).PixelsOfTissue);
        }
    }

    /// <summary>Heavy noise on tinted glass is clipped near white, which the saturation method takes for colour; the default does not.</summary>
    [Fact]
    public void Heavy_noise_on_glass_is_no_tissue_by_the_default()
    {
        Assert.Equal(0, TissueFinder.Find(new PaintedSlide(500, 400, 12).Image, 8, Options).PixelsOfTissue);
        Assert.Equal(0, TissueFinder.Find(new PaintedSlide(500, 400, (236, 234, 215), 12).Image, 8, Options).PixelsOfTissue);
    }

    [Fact]
    public void Flat_white_flat_grey_and_black_pictures_hold_no_tissue()
    {
        Assert.Equal((0, 1), (TissueFinder.Find(RgbImage.Blank(100, 80), 8, Options).PixelsOfTissue, TissueFinder.Find(RgbImage.Blank(100, 80), 8, Options).WhiteShare));
        Assert.Equal(0, TissueFinder.Find(RgbImage.Blank(100, 80, 240), 8, Options).PixelsOfTissue);
        var black = TissueFinder.Find(RgbImage.Blank(100, 80, 0), 8, Options);
        Assert.Equal((0, 1, 0), (black.PixelsOfTissue, black.BlackShare, black.PenShare));
        Assert.Equal(0, TissueFinder.Find(RgbImage.Blank(1, 1, 240), 8, Options).PixelsOfTissue);
    }

    [Fact]
    public void A_trace_of_tissue_on_much_noisy_glass_is_found()
    {
        // .06 % of the picture: Otsu's threshold divides the noise of the glass instead.
        var slide = new PaintedSlide(1000, 1000, noise: 4);
        slide.Tissue(500, 500, 25, 25);
        var map = TissueFinder.Find(slide.Image, 8, Options);
        Assert.InRange(map.PixelsOfTissue, 600, 800);
        Assert.Equal(1, map.Mask.Share(500, 500, 525, 525), 0.02);
    }

    [Fact]
    public void A_frame_that_is_all_tissue_keeps_its_brighter_half()
    {
        var slide = new PaintedSlide(300, 300, PaintedSlide.Eosin);
        slide.Fill(0, 0, 150, 300, PaintedSlide.Haematoxylin);
        var map = TissueFinder.Find(slide.Image, 2, Options);
        Assert.Equal(1, map.Mask.Share(0, 0, 300, 300), 0.01);
        // Glass in it stays out.
        slide.Fill(200, 100, 60, 60, PaintedSlide.Glass);
        map = TissueFinder.Find(slide.Image, 2, Options);
        Assert.Equal(0, map.Mask.Share(202, 102, 258, 158), 0.01);
        Assert.Equal(1, map.Mask.Share(0, 0, 198, 300), 0.01);
    }

    [Fact]
    public void A_flat_stained_frame_is_tissue()
    {
        var image = RgbImage.Blank(200, 200);
        for (var i = 0; i < image.Pixels.Length; i += 3)
            (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (215, 130, 175);
        Assert.Equal(40_000, TissueFinder.Find(image, 8, Options).PixelsOfTissue);
    }

    [Fact]
    public void A_pale_stain_needs_colour()
    {
        var slide = new PaintedSlide(400, 400, (236, 236, 236), noise: 8);
        slide.Fill(100, 100, 100, 100, (243, 229, 240));
        var map = TissueFinder.Find(slide.Image, 8, Options with { Method = TissueMethod.Saturation });
        Assert.Equal(1, map.Mask.Share(100, 100, 200, 200), 0.02);
        Assert.InRange(map.PixelsOfTissue, 9_900, 10_800);
    }

    [Theory]
    [InlineData("blue", 30, 60, 170)]
    [InlineData("pale blue", 120, 150, 220)]
    [InlineData("green", 20, 110, 60)]
    [InlineData("pale green", 130, 200, 170)]
    [InlineData("black", 35, 32, 38)]
    [InlineData("red", 205, 30, 40)]
    public void Ink_is_no_tissue_and_does_not_move_the_threshold(string colour, int red, int green, int blue)
    {
        var slide = new PaintedSlide(500, 500);
        slide.Tissue(100, 100, 200, 200);
        var without = TissueFinder.Find(slide.Image, 8, Options);
        // A stroke over tissue and glass, and one on glass alone.
        slide.Fill(150, 50, 20, 400, (red, green, blue));
        slide.Fill(350, 50, 100, 60, (red, green, blue));
        var map = TissueFinder.Find(slide.Image, 8, Options);
        Assert.True(map.Mask.Share(150, 50, 170, 450) == 0, colour);
        Assert.True(map.Mask.Share(350, 50, 450, 110) == 0, colour);
        // Ink and a rim of 24 um: (20 + 6) * (400 + 6) + (100 + 6) * (60 + 6).
        Assert.Equal((26 * 406) + (106 * 66), map.Pen.Count(ink => ink));
        Assert.Equal(without.PixelsOfTissue - (26 * 202), map.PixelsOfTissue);
        Assert.Equal(17_552.0 / (17_552 + map.PixelsOfTissue), map.PenShare, 1e-9);
    }

    [Fact]
    public void Tissue_is_not_ink()
    {
        var slide = new PaintedSlide(400, 400);
        slide.Tissue(50, 50, 100, 300);
        slide.Fill(200, 50, 50, 300, (70, 45, 110));
        slide.Fill(250, 50, 50, 300, (150, 150, 200));
        slide.Fill(300, 50, 50, 300, (195, 52, 64));
        Assert.Equal(0, TissueFinder.Find(slide.Image, 8, Options).PenShare);
    }

    [Fact]
    public void Specks_of_the_hue_of_ink_are_not_strokes()
    {
        // At .5 um/px a black nucleus of 10 um has 20 x 20 px; the smallest stroke has 80,000.
        var slide = new PaintedSlide(400, 400, PaintedSlide.Eosin);
        slide.Fill(100, 100, 20, 20, (40, 35, 42));
        Assert.Equal(0, TissueFinder.Find(slide.Image, 0.5, Options).PenShare);
    }

    [Fact]
    public void Black_and_white_fill_are_neither_tissue_nor_glass()
    {
        var slide = new PaintedSlide(400, 400);
        slide.Tissue(100, 100, 100, 100);
        var without = TissueFinder.Find(slide.Image, 8, Options).PixelsOfTissue;
        slide.Pure(300, 0, 100, 400, 0);
        slide.Pure(0, 300, 300, 100, 255);
        var map = TissueFinder.Find(slide.Image, 8, Options);
        Assert.Equal(without, map.PixelsOfTissue);
        Assert.Equal(0.25, map.BlackShare);
        Assert.Equal(30_000 / 160_000.0, map.WhiteShare);
        Assert.Equal(0, map.PenShare);
    }

    [Fact]
    public void A_dark_edge_of_the_cover_glass_falls_under_the_border()
    {
        var slide = new PaintedSlide(600, 600);
        slide.Tissue(200, 200, 150, 150);
        slide.Fill(0, 0, 600, 8, (120, 120, 125));
        slide.Fill(592, 0, 8, 600, (120, 120, 125));
        var map = TissueFinder.Find(slide.Image, 8, Options);
        Assert.Equal(0, map.Mask.Share(0, 0, 600, 20));
        Assert.Equal((150 * 150) + (4 * 150), map.PixelsOfTissue);
    }

    [Fact]
    public void Cuts_are_told_apart_by_the_gap_and_numbered_from_the_left()
    {
        // A gap of 500 um is 62.5 px at 8 um/px.
        var slide = new PaintedSlide(600, 600);
        slide.Tissue(400, 50, 100, 100);
        slide.Tissue(100, 300, 100, 100);
        slide.Tissue(240, 300, 50, 100);
        slide.Tissue(100, 50, 100, 100);
        var mask = TissueFinder.Find(slide.Image, 8, Options).Mask;
        Assert.Equal(3, mask.CutCount);
        int At(int x, int y) => mask.Cuts[(y * 600) + x];
        Assert.Equal([1, 2, 2, 3, 0], [At(150, 100), At(150, 350), At(260, 350), At(450, 100), At(300, 200)]);
        Assert.Equal(1, TissueFinder.Find(slide.Image, 8, Options with { CutGap = 2000 }).Mask.CutCount);
        Assert.Equal(4, TissueFinder.Find(slide.Image, 8, Options with { CutGap = 100 }).Mask.CutCount);
        Assert.Equal(4, TissueFinder.Find(slide.Image, 8, Options with { CutGap = 0 }).Mask.CutCount);
        Assert.Equal(1, TissueFinder.Find(slide.Image, 8, Options with { CutGap = 1e12 }).Mask.CutCount);
    }

    [Fact]
    public void Regions_say_where_tissue_is_taken_from()
    {
        var slide = new PaintedSlide(300, 300);
        slide.Tissue(50, 50, 200, 200);
        Region Box(RegionUse use, double x, double y, double side) => new(null, use, [new Polygon([[new(x, y), new(x + side, y), new(x + side, y + side), new(x, y + side)]])]);
        // Level 0 has 4 px per overview pixel.
        var regions = new Regions([Box(RegionUse.Include, 400, 400, 400), Box(RegionUse.Exclude, 400, 400, 200)]);
        var map = TissueFinder.Find(slide.Image, 2, Options, RegionMask.From(regions, 300, 300, 4, 4));
        Assert.Equal((100 * 100) - (50 * 50), map.PixelsOfTissue);
        Assert.Equal(0, map.Mask.Share(100, 100, 150, 150));
        Assert.Throws<ArgumentException>(() => TissueFinder.Find(slide.Image, 2, Options, RegionMask.From(regions, 30, 30, 40, 40)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_pixel_must_have_a_size(double micronsPerPixel) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TissueFinder.Find(RgbImage.Blank(10, 10), micronsPerPixel, Options));

    [Theory]
    [InlineData("crc_val_he_7k", "*.jpg", 0.9)]
    [InlineData("camelyon16_patches", "*.png", 0.8)]
    public void Real_tiles_full_of_tissue_are_mostly_tissue_and_free_of_ink(string folder, string pattern, double share)
    {
        var files = Directory.GetFiles(SharedData.Require(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("ADI", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var shares = new List<double>();
        foreach (var (rgb, width, height) in files.Select(StainPainter.LoadSized))
        {
            var map = TissueFinder.Find(new RgbImage(width, height, rgb), 0.5, Options);
            Assert.Equal(0, map.PenShare);
            shares.Add(map.Mask.Share(0, 0, width, height));
        }

        Assert.InRange(shares.Order().ElementAt(shares.Count / 2), share, 1);
    }

    [Fact]
    public void A_real_slide_has_one_cut_of_six_tenths_of_a_square_millimetre()
    {
        using var image = NetVips.Image.NewFromFile(SharedData.Require("wsi", "CMU-1-Small-Region.svs"));
        using var small = image.Shrink(4, 4);
        using var bytes = small.Cast(NetVips.Enums.BandFormat.Uchar);
        var map = TissueFinder.Find(new RgbImage(bytes.Width, bytes.Height, bytes.WriteToMemory<byte>()), 4 * 0.499, Options);
        Assert.InRange(map.TissueSquareMillimetres, 0.5, 0.65);
        Assert.Equal(1, map.Mask.CutCount);
        Assert.Equal(0, map.PenShare);
    }
}
