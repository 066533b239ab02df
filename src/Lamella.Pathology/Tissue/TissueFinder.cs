using Lamella.Pathology.Slides;

namespace Lamella.Pathology.Tissue;

/// <summary>Finds tissue on an overview of a slide.</summary>
public static class TissueFinder
{
    // An overview has at most this many pixels a side, so that sums over it fit their types.
    private const int LargestSide = 30_000;
    private const int LargestBlack = 10, SmallestWhite = 254;

    /// <summary>
    /// Finds tissue.
    /// 1. Pure black, pure white and pen ink are told by their colour and taken out, before they can move a threshold.
    /// 2. A border is painted in the mean colour, against the edges of cover glass and label; it is never wider than a fiftieth of the shorter side.
    /// 3. Otsu's threshold over what is left divides dark (or saturated) from bright; <see cref="TissueRule"/> says which of it is tissue.
    /// 4. The mask is dilated, what was taken out and what regions forbid is cleared again, and small objects are dropped.
    /// 5. Cuts are told apart by the gaps between them.
    /// </summary>
    /// <param name="overview">The whole slide, small: at about 8 um/px, finer for small specimens.</param>
    /// <param name="micronsPerPixel">Of the overview.</param>
    /// <param name="options">How.</param>
    /// <param name="regions">Regions that somebody drew, on the same pixels; none unless given.</param>
    public static TissueMap Find(RgbImage overview, double micronsPerPixel, TissueOptions options, RegionMask? regions = null)
    {
        var (width, height) = (overview.Width, overview.Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(width, height), LargestSide);
        ArgumentOutOfRangeException.ThrowIfNotEqual(overview.Pixels.Length, width * height * 3);
        if (!(micronsPerPixel > 0 && double.IsFinite(micronsPerPixel)))
            throw new ArgumentOutOfRangeException(nameof(micronsPerPixel), micronsPerPixel, "must be a positive number");
        if (regions is not null && (regions.Width != width || regions.Height != height))
            throw new ArgumentException("the regions are on another grid than the overview", nameof(regions));

        var (kinds, pen, black, white) = Kinds(overview, micronsPerPixel, regions);
        var mask = Threshold(overview, kinds, options);
        Dilation.Disk(mask, width, height, options.Dilation);
        Clear(mask, kinds, default);
        var tissue = mask.AsSpan().Count(true);
        var ink = pen.AsSpan().Count(true);
        if (regions is not null)
            Clear(mask, kinds, regions.Allowed);
        PixelObjects.DropSmaller(mask, width, height, options.SmallestObject);
        var (cuts, count) = Cuts.Number(mask, width, height, options.CutGap / micronsPerPixel);
        var found = new TissueMask(width, height, mask, cuts, count);
        return new TissueMap(
            found,
            ink == 0 ? 0 : ink / (double)(ink + tissue),
            black / (double)kinds.Length,
            white / (double)kinds.Length,
            pen,
            found.Count,
            found.Count * micronsPerPixel * micronsPerPixel / 1e6);
    }

    private static (PixelKind[] Kinds, bool[] Pen, int Black, int White) Kinds(RgbImage overview, double micronsPerPixel, RegionMask? regions)
    {
        var pixels = overview.Pixels;
        var (kinds, pen) = (new PixelKind[overview.Width * overview.Height], new bool[overview.Width * overview.Height]);
        var (black, white) = (0, 0);
        for (int i = 0, at = 0; i < kinds.Length; i++, at += 3)
        {
            byte red = pixels[at], green = pixels[at + 1], blue = pixels[at + 2];
            if (Math.Max(red, Math.Max(green, blue)) < LargestBlack)
                (kinds[i], black) = (PixelKind.Black, black + 1);
            else if (Math.Min(red, Math.Min(green, blue)) >= SmallestWhite)
                (kinds[i], white) = (PixelKind.White, white + 1);
            else
                pen[i] = PenInk.IsInk(red, green, blue);
        }

        PenInk.KeepStrokes(pen, overview.Width, overview.Height, micronsPerPixel);
        for (var i = 0; i < kinds.Length; i++)
        {
            if (regions is not null && regions.Excluded[i])
                kinds[i] = PixelKind.Excluded;
            else if (pen[i] && kinds[i] is PixelKind.Usable)
                kinds[i] = PixelKind.Pen;
        }

        return (kinds, pen, black, white);
    }

    private static bool[] Threshold(RgbImage overview, PixelKind[] kinds, TissueOptions options)
    {
        var (width, height, pixels) = (overview.Width, overview.Height, overview.Pixels);
        var mask = new bool[kinds.Length];
        var picture = new OverviewStatistics(overview, kinds, options.Method);
        if (picture.Usable == 0)
            return mask;
        var border = Math.Min(options.Border, Math.Min(width, height) / 50);
        var mean = picture.MeanColour(0, 255);
        var (red, green, blue) = ((byte)Math.Round(mean.Red), (byte)Math.Round(mean.Green), (byte)Math.Round(mean.Blue));
        var painted = OverviewStatistics.Level(red, green, blue, options.Method);
        var rule = TissueRule.Of(picture, options.Method, Painted(picture, width, height, border, painted));
        var borderCounts = rule.IsTissue(painted, red, green, blue);
        for (var y = 0; y < height; y++)
        {
            var edge = y < border || y >= height - border;
            for (int x = 0, i = y * width; x < width; x++, i++)
            {
                // Where the mean colour is glass the border is glass; where it is tissue, the border is what it was.
                if (kinds[i] is PixelKind.Usable && (borderCounts || !(edge || x < border || x >= width - border)))
                    mask[i] = rule.IsTissue(picture.Levels[i], pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]);
            }
        }

        return mask;
    }

    /// <summary>The histogram of levels, in which the usable pixels of the border have the level of the mean colour.</summary>
    private static long[] Painted(OverviewStatistics picture, int width, int height, int border, byte level)
    {
        var histogram = (long[])picture.Counts.Clone();
        for (var y = 0; y < height; y++)
        {
            var edge = y < border || y >= height - border;
            for (var x = 0; x < width; x++)
            {
                if (!edge && x == border)
                    x = width - border;
                var i = (y * width) + x;
                if (x >= width || picture.Kinds[i] is not PixelKind.Usable)
                    continue;
                histogram[picture.Levels[i]]--;
                histogram[level]++;
            }
        }

        return histogram;
    }

    private static void Clear(bool[] mask, PixelKind[] kinds, ReadOnlySpan<bool> allowed)
    {
        for (var i = 0; i < mask.Length; i++)
            mask[i] &= kinds[i] is PixelKind.Usable && (allowed.IsEmpty || allowed[i]);
    }
}
