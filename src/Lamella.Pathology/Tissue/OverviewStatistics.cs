using Lamella.Pathology.Slides;

namespace Lamella.Pathology.Tissue;

/// <summary>
/// The level of every pixel of an overview, what kind it is, and per level: how many usable pixels have it, how many of them are stained by their own
/// colour, and the sum of their colours. Everything that tissue is decided by comes from here, in one pass over the picture.
/// </summary>
internal sealed class OverviewStatistics
{
    private readonly long[] red = new long[256], green = new long[256], blue = new long[256];

    public OverviewStatistics(RgbImage overview, PixelKind[] kinds, TissueMethod method)
    {
        (Kinds, Levels) = (kinds, new byte[kinds.Length]);
        var pixels = overview.Pixels;
        for (int i = 0, at = 0; i < kinds.Length; i++, at += 3)
        {
            if (kinds[i] is not PixelKind.Usable)
                continue;
            byte r = pixels[at], g = pixels[at + 1], b = pixels[at + 2];
            var level = Levels[i] = Level(r, g, b, method);
            Counts[level]++;
            red[level] += r;
            green[level] += g;
            blue[level] += b;
            if (StainedPixel.IsStained(r, g, b))
                Stained[level]++;
        }
    }

    public PixelKind[] Kinds { get; }

    /// <summary>What is thresholded: glass is high. 0 where a pixel is not usable.</summary>
    public byte[] Levels { get; }

    public long[] Counts { get; } = new long[256];

    public long[] Stained { get; } = new long[256];

    public long Usable => Counts.Sum();

    /// <summary>Grey, or 255 less the range of the three values, so that with either method tissue is low.</summary>
    public static byte Level(byte red, byte green, byte blue, TissueMethod method) => method is TissueMethod.Otsu
        ? StainedPixel.Grey(red, green, blue)
        : (byte)(255 - (Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue))));

    /// <summary>Mean colour of the usable pixels with a level from <paramref name="first"/> to <paramref name="last"/>; there must be some.</summary>
    public (double Red, double Green, double Blue) MeanColour(int first, int last)
    {
        double count = Sum(Counts, first, last);
        return (Sum(red, first, last) / count, Sum(green, first, last) / count, Sum(blue, first, last) / count);
    }

    /// <summary>Sum over the levels from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static long Sum(long[] values, int first, int last)
    {
        var sum = 0L;
        for (var i = first; i <= last; i++)
            sum += values[i];
        return sum;
    }
}
