namespace Lamella.Pathology.Slides;

/// <summary>
/// Whether a pyramid's levels show the same picture. Converters that failed leave black or stale levels behind a sound level 0; mask and tiles read from
/// them would be wrong without a word.
/// </summary>
internal static class PyramidCheck
{
    private const int Probes = 4, Side = 16, Differs = 90;

    /// <summary>
    /// Levels, from level 0 on, whose mean colour agrees with level 0 at more than half of 16 places spread over the slide (within 90 of 255 on average
    /// over the channels: far more than compression or the grain of tissue changes).
    /// </summary>
    public static int UsableLevels(ISlide slide)
    {
        if (slide.Levels.Count == 1)
            return 1;
        var base0 = Means(slide, 0, slide.Levels[1]);
        for (var i = 1; i < slide.Levels.Count; i++)
        {
            var means = Means(slide, i, slide.Levels[i]);
            if (means.Zip(base0).Count(pair => Math.Abs(pair.First - pair.Second) > Differs) > means.Length / 2)
                return i;
        }

        return slide.Levels.Count;
    }

    /// <summary>Mean grey of a patch in the middle of each cell of a grid over the slide, read at one level.</summary>
    private static double[] Means(ISlide slide, int index, SlideLevel coarse)
    {
        var level = slide.Levels[index];
        // At level 0 the patch covers what it covers at the next level, within reason.
        int width = (int)Math.Min(level.Width, index == 0 ? Math.Min(256, Side * coarse.ScaleX) : Side), height = (int)Math.Min(level.Height, index == 0 ? Math.Min(256, Side * coarse.ScaleY) : Side);
        var pixels = new byte[width * height * 4];
        var means = new double[Probes * Probes];
        for (var i = 0; i < means.Length; i++)
        {
            var x = Math.Clamp((long)(level.Width * ((i % Probes) + 0.5) / Probes) - (width / 2), 0, level.Width - width);
            var y = Math.Clamp((long)(level.Height * ((i / Probes) + 0.5) / Probes) - (height / 2), 0, level.Height - height);
            slide.Read(index, x, y, width, height, pixels);
            long sum = 0;
            for (var at = 0; at < pixels.Length; at += 4)
                sum += pixels[at] + pixels[at + 1] + pixels[at + 2];
            means[i] = sum / 3.0 / (width * height);
        }

        return means;
    }
}
