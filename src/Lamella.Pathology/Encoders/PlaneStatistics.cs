namespace Lamella.Pathology.Encoders;

/// <summary>Statistics of one plane of numbers; sums in double, so that they do not hang on the order of vector lanes.</summary>
internal static class PlaneStatistics
{
    private const int Bins = 512;
    private const float Low = -0.5f, High = 2.5f;
    private static readonly double[] Levels = [0.05, 0.25, 0.5, 0.75, 0.95];

    public static (double Mean, double Deviation) Moments(ReadOnlySpan<float> plane)
    {
        double sum = 0, squares = 0;
        foreach (var value in plane)
        {
            sum += value;
            squares += (double)value * value;
        }

        var mean = sum / plane.Length;
        return (mean, Math.Sqrt(Math.Max(0, (squares / plane.Length) - (mean * mean))));
    }

    /// <summary>Third standardised moment s, bounded to (-1, 1) as s / (1 + |s|); 0 for a flat plane.</summary>
    public static double Skewness(ReadOnlySpan<float> plane, double mean, double deviation)
    {
        if (deviation < 1e-6)
            return 0;
        double cubes = 0;
        foreach (var value in plane)
        {
            var distance = value - mean;
            cubes += distance * distance * distance;
        }

        var skewness = cubes / plane.Length / (deviation * deviation * deviation);
        return skewness / (1 + Math.Abs(skewness));
    }

    /// <summary>The 5, 25, 50, 75 and 95 % quantiles from a histogram of 512 bins over [-.5, 2.5].</summary>
    public static void Quantiles(ReadOnlySpan<float> plane, Span<double> into)
    {
        Span<int> counts = stackalloc int[Bins];
        counts.Clear();
        foreach (var value in plane)
            counts[Math.Clamp((int)((value - Low) * (Bins / (High - Low))), 0, Bins - 1)]++;
        int below = 0, bin = 0;
        for (var level = 0; level < Levels.Length; level++)
        {
            var wanted = Levels[level] * plane.Length;
            while (bin < Bins - 1 && below + counts[bin] < wanted)
                below += counts[bin++];
            var within = counts[bin] == 0 ? 0 : (wanted - below) / counts[bin];
            into[level] = Low + ((bin + within) * (High - Low) / Bins);
        }
    }

    /// <summary>Pearson's correlation; 0 where one plane is flat.</summary>
    public static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var ((meanA, deviationA), (meanB, deviationB)) = (Moments(a), Moments(b));
        if (deviationA < 1e-6 || deviationB < 1e-6)
            return 0;
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - meanA) * (b[i] - meanB);
        return sum / a.Length / (deviationA * deviationB);
    }

    /// <summary>Standard deviation of the means of blocks of <paramref name="block"/> px: structure of that size.</summary>
    public static double BlockDeviation(ReadOnlySpan<float> plane, int side, int block)
    {
        var blocks = side / block;
        double sum = 0, squares = 0;
        for (var by = 0; by < blocks; by++)
        {
            for (var bx = 0; bx < blocks; bx++)
            {
                double mean = 0;
                for (var y = 0; y < block; y++)
                {
                    foreach (var value in plane.Slice((((by * block) + y) * side) + (bx * block), block))
                        mean += value;
                }

                mean /= block * block;
                sum += mean;
                squares += mean * mean;
            }
        }

        var n = blocks * blocks;
        return Math.Sqrt(Math.Max(0, (squares / n) - (sum / n * (sum / n))));
    }
}
