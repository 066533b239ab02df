using System.Reflection;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Stain;

namespace Lamella.Pathology.Tests.Quality;

public sealed class SlideJudgeTests
{
    private static readonly SlideMeasures Good = new()
    {
        MicronsPerPixel = 0.25,
        WantedMicronsPerPixel = 0.5,
        LongerSide = 100_000,
        Levels = 5,
        LargestLevelStep = 4,
        TissueSquareMillimetres = 80,
        TilesFound = 4000,
        FocusMedian = 500,
        PenShare = 0.01,
        BlackShare = 0.02,
        WhiteShare = 0.3,
        Stain = StainVerdict.HaematoxylinEosin,
    };

    public static TheoryData<string, Verdict, SlideMeasures> Faults => new()
    {
        { FindingCodes.NoResolution, Verdict.Refused, Good with { MicronsPerPixel = null } },
        { FindingCodes.AbsurdResolution, Verdict.Refused, Good with { MicronsPerPixel = 25.4 } },
        { FindingCodes.AbsurdResolution, Verdict.Refused, Good with { MicronsPerPixel = double.NaN } },
        { FindingCodes.AbsurdResolution, Verdict.Refused, Good with { MicronsPerPixel = 0 } },
        { FindingCodes.CoarseResolution, Verdict.Warning, Good with { MicronsPerPixel = 1 } },
        { FindingCodes.CoarseResolution, Verdict.Refused, Good with { MicronsPerPixel = 2 } },
        { FindingCodes.NoPyramid, Verdict.Warning, Good with { Levels = 1, LargestLevelStep = 1 } },
        { FindingCodes.NoPyramid, Verdict.Warning, Good with { LargestLevelStep = 32 } },
        { FindingCodes.NoTissue, Verdict.Refused, Good with { TissueSquareMillimetres = 0, TilesFound = 0 } },
        { FindingCodes.White, Verdict.Refused, Good with { TissueSquareMillimetres = 0, TilesFound = 0, WhiteShare = 1 } },
        { FindingCodes.LittleTissue, Verdict.Warning, Good with { TissueSquareMillimetres = 0.1, TilesFound = 25 } },
        { FindingCodes.NoTile, Verdict.Refused, Good with { TilesFound = 0 } },
        { FindingCodes.FewTiles, Verdict.Warning, Good with { TilesFound = 19 } },
        { FindingCodes.OutOfFocus, Verdict.Warning, Good with { FocusMedian = 30 } },
        { FindingCodes.OutOfFocus, Verdict.Refused, Good with { FocusMedian = 5 } },
        { FindingCodes.Pen, Verdict.Warning, Good with { PenShare = 0.2 } },
        { FindingCodes.Pen, Verdict.Refused, Good with { PenShare = 0.7 } },
        { FindingCodes.Black, Verdict.Warning, Good with { BlackShare = 0.3 } },
        { FindingCodes.Black, Verdict.Refused, Good with { BlackShare = 0.99 } },
        { FindingCodes.GreyScale, Verdict.Refused, Good with { GreyScale = true } },
        { FindingCodes.GreyScale, Verdict.Refused, Good with { Stain = StainVerdict.GreyScale } },
        { FindingCodes.OtherStain, Verdict.Warning, Good with { Stain = StainVerdict.Other } },
    };

    [Fact]
    public void A_good_slide_has_no_finding()
    {
        Assert.Empty(SlideJudge.Judge(Good, new QualityOptions()));
        Assert.Empty(SlideJudge.Judge(Good with { Stain = StainVerdict.HaematoxylinEosinSaffron, MicronsPerPixel = 0.55 }, new QualityOptions()));
        Assert.Equal(Verdict.Ok, SlideJudge.Overall([]));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_one_finding(string code, Verdict verdict, SlideMeasures measures)
    {
        var finding = Assert.Single(SlideJudge.Judge(measures, new QualityOptions()));
        Assert.Equal((code, verdict), (finding.Code, finding.Verdict));
        // What was found, and what to do.
        Assert.True(finding.Words.Split(". ").Length >= 2, finding.Words);
        Assert.EndsWith(".", finding.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_finding_decides()
    {
        var findings = SlideJudge.Judge(Good with { PenShare = 0.2, MicronsPerPixel = null, TilesFound = 3 }, new QualityOptions());
        Assert.Equal([FindingCodes.NoResolution, FindingCodes.FewTiles, FindingCodes.Pen], findings.Select(finding => finding.Code));
        Assert.Equal(Verdict.Refused, SlideJudge.Overall(findings));
        Assert.Equal(Verdict.Warning, SlideJudge.Overall(findings.Skip(1)));
    }

    [Fact]
    public void A_small_picture_needs_no_pyramid() => Assert.Empty(SlideJudge.Judge(Good with { Levels = 1, LargestLevelStep = 1, LongerSide = 2967 }, new QualityOptions()));

    [Fact]
    public void What_was_not_measured_is_not_found() =>
        Assert.Empty(SlideJudge.Judge(new SlideMeasures { MicronsPerPixel = 0.5 }, new QualityOptions()));

    [Fact]
    public void Every_code_is_in_kebab_case_and_stands_once()
    {
        var codes = typeof(FindingCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToArray();
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z]+(-[a-z]+)*$", code));
    }
}
