using Lamella.Pathology.Stain;

namespace Lamella.Pathology.Quality;

/// <summary>From what was measured on a slide to findings: pure, so that the same measures always give the same verdict.</summary>
public static class SlideJudge
{
    /// <summary>All findings, in the order resolution, tissue, sharpness, what lies on the slide, stain; none for a slide without fault.</summary>
    public static IReadOnlyList<Finding> Judge(SlideMeasures measures, QualityOptions options) =>
        [.. Resolution(measures, options), .. Tissue(measures, options), .. Sharpness(measures, options), .. Overlay(measures, options), .. Staining(measures)];

    /// <summary>The worst verdict of the findings; Ok when there are none.</summary>
    public static Verdict Overall(IEnumerable<Finding> findings) =>
        findings.Select(finding => finding.Verdict).DefaultIfEmpty(Verdict.Ok).Max();

    private static IEnumerable<Finding> Resolution(SlideMeasures slide, QualityOptions options)
    {
        if ((slide.MicronsPerPixel ?? slide.ClaimedMicronsPerPixel) is not { } resolution)
        {
            yield return Refused(FindingCodes.NoResolution, "Neither the file nor the user says how large a pixel is. Give it in um/px with --mpp or in a table of overrides; whoever runs the scanner knows it.");
        }
        else if (slide.MicronsPerPixel is null || !options.IsPlausible(resolution, resolution))
        {
            yield return Refused(FindingCodes.AbsurdResolution, $"The file gives {resolution:0.####} um/px; slides have square pixels of {options.FinestResolution:0.##} to {options.CoarsestResolution:0.##}. Give the true value with --mpp or in a table of overrides.");
        }
        else if (slide.WantedMicronsPerPixel is { } wanted && resolution > wanted * options.CoarseFactor)
        {
            var refused = resolution > wanted * options.RefusedCoarseFactor;
            yield return new Finding(
                FindingCodes.CoarseResolution,
                refused ? Verdict.Refused : Verdict.Warning,
                $"The slide has {resolution:0.###} um/px and the study asks for {wanted:0.###}: tiles are enlarged {resolution / wanted:0.0} times. {(refused ? "Scan it again at a finer resolution." : "Scan finer where you can.")}");
        }

        if (slide.UsableLevels is { } usable && usable < slide.Levels)
            yield return Warning(FindingCodes.BrokenPyramid, $"Only {usable} of {slide.Levels} levels show the same picture as the finest; the others are not used. The finest is sound; export the slide again if other programs need the rest.");
        if (slide.Levels <= 1 && slide.LongerSide > options.SingleLevelSide)
            yield return Warning(FindingCodes.NoPyramid, $"The file has one level, {slide.LongerSide} px on its longer side: reading it is slow. Convert it to a pyramid if there are many such slides.");
        else if (slide.LargestLevelStep > options.LargestLevelStep)
            yield return Warning(FindingCodes.NoPyramid, $"Between two levels lies a factor of {slide.LargestLevelStep:0.#}, more than {options.LargestLevelStep:0.#}: reading it is slow. Convert it to a full pyramid if there are many such slides.");
    }

    private static IEnumerable<Finding> Tissue(SlideMeasures slide, QualityOptions options)
    {
        if (slide.TissueSquareMillimetres is not { } area)
            yield break;
        if (!(area > 0))
        {
            yield return slide.WhiteShare >= options.Blank
                ? Refused(FindingCodes.White, $"The slide is blank: {Percent(slide.WhiteShare)} of it is pure white and no tissue was found. Look at it, and scan it again.")
                : Refused(FindingCodes.NoTissue, "No tissue was found. Look at the slide; if it is pale, use the saturation method, or draw the tissue as a region.");
            yield break;
        }

        if (area < options.LittleTissue)
            yield return Warning(FindingCodes.LittleTissue, $"{area:0.##} square millimetres of tissue were found, less than {options.LittleTissue:0.##}. Look at the mask; if it misses tissue, use the saturation method or draw a region.");
        if (slide.TilesFound is not { } tiles)
            yield break;
        if (tiles == 0)
            yield return Refused(FindingCodes.NoTile, $"There are {area:0.##} square millimetres of tissue, but no tile that holds enough of it. Ask for a smaller share of tissue per tile, or leave the slide out.");
        else if (tiles < options.FewTiles)
            yield return Warning(FindingCodes.FewTiles, $"The slide gives {tiles} tiles, fewer than {options.FewTiles}. Use it together with other slides of the patient, or ask for a smaller share of tissue per tile.");
    }

    private static IEnumerable<Finding> Sharpness(SlideMeasures slide, QualityOptions options)
    {
        if (slide.FocusMedian is not { } focus || focus >= options.SoftFocus)
            yield break;
        var refused = focus < options.NoFocus;
        yield return new Finding(
            FindingCodes.OutOfFocus,
            refused ? Verdict.Refused : Verdict.Warning,
            $"The median sharpness of its tiles is {focus:0.#} squared grey levels; {(refused ? $"under {options.NoFocus:0.#} no nucleus can be seen" : $"sharp slides have over {options.SoftFocus:0.#}")}. Scan it again, in focus.");
    }

    private static IEnumerable<Finding> Overlay(SlideMeasures slide, QualityOptions options)
    {
        if (slide.PenShare > options.PenWarning)
            yield return new Finding(FindingCodes.Pen, slide.PenShare > options.PenRefused ? Verdict.Refused : Verdict.Warning, $"{Percent(slide.PenShare)} of what lies on the glass is pen ink; tissue under it is not used. Clean the cover glass and scan again where that loses too much.");
        if (slide.BlackShare > options.BlackWarning)
            yield return new Finding(FindingCodes.Black, slide.BlackShare > options.BlackRefused ? Verdict.Refused : Verdict.Warning, $"{Percent(slide.BlackShare)} of the slide is pure black: it was not scanned or is lost. Look whether tissue is missing, and scan it again if so.");
    }

    private static IEnumerable<Finding> Staining(SlideMeasures slide)
    {
        if (slide.GreyScale || slide.Stain is StainVerdict.GreyScale)
            yield return Refused(FindingCodes.GreyScale, "The slide has no colour, and encoders for H&E need it. Scan it in colour, or leave it out.");
        else if (slide.Stain is StainVerdict.Other)
            yield return Warning(FindingCodes.OtherStain, "The stain seems to be neither H&E nor HES. Look at the slide; leave it out in the table if it is another stain.");
    }

    private static Finding Refused(string code, string words) => new(code, Verdict.Refused, words);

    private static Finding Warning(string code, string words) => new(code, Verdict.Warning, words);

    private static string Percent(double share) => $"{100 * share:0} %";
}
