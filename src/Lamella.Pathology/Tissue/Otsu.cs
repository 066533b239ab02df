namespace Lamella.Pathology.Tissue;

/// <summary>Otsu's threshold (1979): the one that makes the variance between the two classes largest.</summary>
internal static class Otsu
{
    /// <summary>
    /// The largest value of the lower class, or -1 when there are fewer than two values. Where a range of thresholds divides alike, its middle.
    /// </summary>
    public static int Threshold(ReadOnlySpan<long> histogram)
    {
        double count = 0, sum = 0;
        for (var i = 0; i < histogram.Length; i++)
            (count, sum) = (count + histogram[i], sum + ((double)i * histogram[i]));
        double lower = 0, lowerSum = 0, best = 0;
        var (first, last) = (-1, -1);
        for (var i = 0; i < histogram.Length - 1; i++)
        {
            (lower, lowerSum) = (lower + histogram[i], lowerSum + ((double)i * histogram[i]));
            var upper = count - lower;
            if (lower == 0 || upper == 0)
                continue;
            var gap = (lowerSum / lower) - ((sum - lowerSum) / upper);
            var between = lower * upper * gap * gap;
            if (between > best)
                (best, first, last) = (between, i, i);
            else if (between == best && best > 0)
                last = i;
        }

        return first < 0 ? -1 : (first + last) / 2;
    }
}
