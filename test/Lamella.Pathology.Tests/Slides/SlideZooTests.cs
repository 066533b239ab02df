using Lamella.Pathology.Extraction;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Tests.Extraction;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Testing;
using Lamella.Testing.Zoo;

namespace Lamella.Pathology.Tests.Slides;

/// <summary>Odd slides, each with its verdict.</summary>
public sealed class SlideZooTests : IDisposable
{
    private readonly ExtractionFixture fixture = new();
    private readonly SlideZoo zoo;
    private readonly PixelZoo pixels;

    public SlideZooTests() => (zoo, pixels) = (new SlideZoo(fixture.Slides), new PixelZoo(fixture.Slides));

    public void Dispose() => fixture.Dispose();

    public static TheoryData<string, Verdict, string?> Zoo => new()
    {
        { "good", Verdict.Warning, FindingCodes.FewTiles },
        { "one level", Verdict.Warning, FindingCodes.FewTiles },
        { "thirds", Verdict.Warning, FindingCodes.FewTiles },
        { "no mpp", Verdict.Refused, FindingCodes.NoResolution },
        { "absurd mpp", Verdict.Refused, FindingCodes.AbsurdResolution },
        { "truncated", Verdict.Refused, FindingCodes.Damaged },
        { "truncated late", Verdict.Refused, FindingCodes.Damaged },
        { "damaged pixels", Verdict.Refused, FindingCodes.Damaged },
        { "header only", Verdict.Refused, FindingCodes.Unreadable },
        { "text as svs", Verdict.Refused, FindingCodes.Unreadable },
        { "empty", Verdict.Refused, FindingCodes.Unreadable },
        { "mrxs alone", Verdict.Refused, FindingCodes.Unreadable },
        { "mrxs without parts", Verdict.Refused, FindingCodes.Damaged },
        { "black lowest level", Verdict.Warning, FindingCodes.BrokenPyramid },
        { "all background", Verdict.Refused, FindingCodes.NoTissue },
        { "strip without a tile", Verdict.Refused, FindingCodes.NoTile },
        { "tissue smaller than a tile", Verdict.Refused, FindingCodes.NoTile },
        { "grey", Verdict.Refused, FindingCodes.GreyScale },
        { "16 bits", Verdict.Warning, FindingCodes.FewTiles },
        { "rgba", Verdict.Warning, FindingCodes.FewTiles },
        { "cmyk jpeg", Verdict.Warning, FindingCodes.FewTiles },
        { "cmyk tiff", Verdict.Warning, FindingCodes.FewTiles },
        { "jpeg", Verdict.Warning, FindingCodes.FewTiles },
        { "strips", Verdict.Warning, FindingCodes.FewTiles },
        { "name in file name", Verdict.Warning, FindingCodes.NameInFileName },
        { "spaces, accents, brackets", Verdict.Warning, FindingCodes.FewTiles },
    };

    [Theory]
    [MemberData(nameof(Zoo))]
    public void Every_slide_has_its_verdict(string kind, Verdict verdict, string? code)
    {
        var file = Path.GetRelativePath(fixture.Slides, Make(kind));
        // Pictures say no resolution a scanner has; the tables of hospitals do.
        File.WriteAllText(fixture.File("overrides.csv"), "slide,mpp\nplain.jpg,0.5\ncmyk.jpg,0.5\nstrips.tif,0.5\ngrey.tif,0.5\nsixteen-bit.tif,0.5\nrgba.tif,0.5\ncmyk.tif,0.5\n");

        var slide = fixture.Scan(job => job with { Overrides = Pathology.Catalogue.OverrideTable.Read(fixture.File("overrides.csv")) }).Slides.Single(s => s.File == file);

        Assert.True(verdict == slide.Verdict, Words(slide));
        Assert.True(code is null || slide.Findings.Any(finding => finding.Code == code), Words(slide));
        Assert.Equal(verdict == Verdict.Refused, slide.Tiles == 0);
    }

    [Fact]
    public void A_black_region_is_no_tissue_and_the_rest_is()
    {
        zoo.BlackRegion();
        zoo.Good();
        fixture.Extract();

        var (whole, holed) = (fixture.Bag("good.tif"), fixture.Bag("black-region.tif"));
        Assert.InRange(holed.Count, 1, whole.Count - 1);
        // The lost block is the one from (512, 512) to (768, 768).
        Assert.DoesNotContain(Enumerable.Range(0, holed.Count), i => (holed.Coordinates![2 * i], holed.Coordinates[(2 * i) + 1]) == (448, 448));
    }

    [Fact]
    public void A_black_level_is_not_read()
    {
        zoo.BlackLowestLevel();
        zoo.Good();
        fixture.Extract();

        Assert.Equal(fixture.Bag("good.tif").Coordinates, fixture.Bag(Path.GetFileName(zoo.BlackLowestLevel())).Coordinates);
    }

    [Fact]
    public void Two_cuts_are_told_apart()
    {
        PyramidWriter.Write(Path.Combine(fixture.Slides, "two.tif"), 6000, 2000, new TwoCuts(), new PyramidOptions { MicronsPerPixel = 0.5 }, TestContext.Current.CancellationToken);

        Assert.Equal(2, Assert.Single(fixture.Scan().Slides).Measures.Cuts);
    }

    [Fact]
    public void Links_are_followed_once_and_hidden_files_are_left_out()
    {
        zoo.Good();
        Directory.CreateDirectory(Path.Combine(fixture.Slides, "year"));
        Directory.CreateSymbolicLink(Path.Combine(fixture.Slides, "year", "up"), fixture.Slides);
        File.Copy(Path.Combine(fixture.Slides, "good.tif"), Path.Combine(fixture.Slides, ".hidden.tif"));
        File.WriteAllText(Path.Combine(fixture.Slides, "notes.txt"), "");

        var scan = fixture.Scan();

        Assert.Equal(["good.tif"], scan.Slides.Select(slide => slide.File));
        Assert.Equal(1, scan.OtherFiles);
    }

    /// <summary>Real slides and the fixtures beside them.</summary>
    [Theory]
    [InlineData("CMU-1-Small-Region.svs", Verdict.Ok, "")]
    [InlineData("OS-1-detail.ome.tif", Verdict.Refused, FindingCodes.Damaged)]
    [InlineData("broken.svs", Verdict.Refused, FindingCodes.Unreadable)]
    [InlineData("highdicom/seg_image_sm_dots.dcm", Verdict.Refused, FindingCodes.FormatUnsupported)]
    [InlineData("highdicom/sm_annotations.dcm", Verdict.Refused, FindingCodes.FormatUnsupported)]
    [InlineData("highdicom/sm_image.dcm", Verdict.Refused, FindingCodes.FormatUnsupported)]
    [InlineData("highdicom/sm_image_control.dcm", Verdict.Refused, FindingCodes.FormatUnsupported)]
    [InlineData("openslide_fixtures/boxes.tiff", Verdict.Refused, FindingCodes.AbsurdResolution)]
    [InlineData("openslide_fixtures/boxes_0.dcm", Verdict.Refused, FindingCodes.FormatUnsupported)]
    [InlineData("openslide_fixtures/boxes_1.dcm", Verdict.Refused, FindingCodes.FormatUnsupported)]
    [InlineData("openslide_fixtures/small.svs", Verdict.Refused, FindingCodes.NoTissue)]
    [InlineData("openslide_fixtures/unopenable.tiff", Verdict.Refused, FindingCodes.Damaged)]
    [InlineData("openslide_fixtures/unreadable.svs", Verdict.Refused, FindingCodes.Damaged)]
    public void Files_from_elsewhere_have_their_verdicts(string file, Verdict verdict, string code)
    {
        if (file.EndsWith(".dcm", StringComparison.Ordinal) && Pathology.Slides.OpenSlideLibrary.ReadsDicom)
            throw new SkipTestException("OpenSlide 4 reads DICOM, or refuses it otherwise");
        var path = SharedData.Require(["wsi", .. file.Split('/')]);
        File.Copy(path, Path.Combine(fixture.Slides, Path.GetFileName(path)));

        var slide = Assert.Single(fixture.Scan().Slides);

        Assert.True(verdict == slide.Verdict, Words(slide));
        Assert.Equal(code, slide.Findings.Count == 0 ? "" : slide.Findings[0].Code);
    }

    private string Make(string kind) => kind switch
    {
        "good" => zoo.Good(),
        "one level" => zoo.OneLevel(),
        "thirds" => zoo.ThirdLevels(),
        "no mpp" => zoo.WithoutResolution(),
        "absurd mpp" => zoo.AbsurdResolution(),
        "truncated" => zoo.Truncated(),
        "truncated late" => zoo.Truncated(0.97),
        "damaged pixels" => zoo.DamagedPixels(),
        "header only" => zoo.HeaderOnly(),
        "text as svs" => zoo.TextAsSvs(),
        "empty" => zoo.Empty(),
        "mrxs alone" => Mirax(parts: false),
        "mrxs without parts" => Mirax(parts: true),
        "black lowest level" => zoo.BlackLowestLevel(),
        "all background" => zoo.AllBackground(),
        "strip without a tile" => Write("strip.tif", new PlainTissue(300, 100, 100, 1000)),
        "tissue smaller than a tile" => Write("small.tif", new PlainTissue(700, 500, 120, 120)),
        "grey" => pixels.Grey(),
        "16 bits" => pixels.SixteenBit(),
        "rgba" => pixels.Rgba(),
        "cmyk jpeg" => pixels.CmykJpeg(),
        "cmyk tiff" => pixels.CmykTiff(),
        "jpeg" => pixels.Jpeg(),
        "strips" => pixels.Strips(),
        "name in file name" => zoo.Good("Dupont_Marie 1956.tif"),
        _ => zoo.Good("h\u00f4pital n\u00b0 3 [1] {x}.tif"),
    };

    private string Write(string name, IRegionPainter painter)
    {
        var path = Path.Combine(fixture.Slides, name);
        PyramidWriter.Write(path, SlideZoo.Width, SlideZoo.Height, painter, new PyramidOptions { MicronsPerPixel = 0.5 }, TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>A MIRAX slide's own file, and perhaps a folder whose index names data that are not there.</summary>
    private string Mirax(bool parts)
    {
        var path = Path.Combine(fixture.Slides, "case.mrxs");
        File.WriteAllBytes(path, new byte[2000]);
        if (parts)
        {
            Directory.CreateDirectory(Path.Combine(fixture.Slides, "case"));
            File.WriteAllText(Path.Combine(fixture.Slides, "case", "Slidedat.ini"), "[GENERAL]\nSLIDE_VERSION = 01.02\nSLIDE_ID = 1\nIMAGENUMBER_X = 2\nIMAGENUMBER_Y = 2\n");
        }

        return path;
    }

    private static string Words(ScannedSlide slide) => $"{slide.File}: {slide.Verdict}, {string.Join("; ", slide.Findings.Select(finding => $"{finding.Code} ({finding.Words})"))}, {slide.Tiles} tiles";

    private sealed class TwoCuts : IRegionPainter
    {
        private readonly PlainTissue left = new(400, 400, 1200, 1200), right = new(4000, 400, 1200, 1200);

        public (byte Red, byte Green, byte Blue) Ground => left.Ground;

        public bool Paint(int x, int y, int side, Span<byte> rgb) => left.Paint(x, y, side, rgb) | right.Paint(x, y, side, rgb);
    }
}
