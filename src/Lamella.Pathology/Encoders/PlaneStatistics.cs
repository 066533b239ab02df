using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lamella.Pathology.Encoders;

/// <summary>Statistics of one plane: exact sums of whole numbers first, a few steps in double last.</summary>
internal sealed class PlaneStatistics
{
    private const int BinBits = 2, Bins = 768;
    private const int Low = -FixedPlane.One / 2;
    private const double Flat = 1e-6;
    private static readonly double[] Levels = [0.05, 0.25, 0.5, 0.75, 0.95];
    private readonly int[] counts = new int[Bins];
    private readonly int[] blocks;

    public PlaneStatistics(int side) => blocks = new int[side / 4 * (side / 4)];

    /// <summary>Mean and standard deviation.</summary>
    public static (double Mean, double Deviation) Moments(FixedPlane plane)
    {
        var n = (double)plane.Side * plane.Side;
        var mean = Sum(plane.Padded) / n;
        return (mean / FixedPlane.One, Spread(mean, Product(plane.Padded, plane.Padded) / n) / FixedPlane.One);
    }

    /// <summary>Pearson's correlation; 0 where one plane is flat.</summary>
    public static double Correlation(FixedPlane a, FixedPlane b)
    {
        var ((meanA, deviationA), (meanB, deviationB)) = (Moments(a), Moments(b));
        if (deviationA < Flat || deviationB < Flat)
            return 0;
        var product = Product(a.Padded, b.Padded) / ((double)a.Side * a.Side * FixedPlane.One * FixedPlane.One);
        return (product - (meanA * meanB)) / (deviationA * deviationB);
    }

    /// <summary>
    /// Third standardised moment s, bounded to (-1, 1) as s / (1 + |s|), 0 for a flat plane; then the 5, 25, 50, 75 and 95 % quantiles. All from a
    /// histogram with bins of 1/256 over [-.5, 2.5), which what lies outside enters at its nearer end; within a bin a quantile is interpolated.
    /// </summary>
    public void Distribution(FixedPlane plane, Span<double> into)
    {
        Count(plane);
        var n = (double)plane.Side * plane.Side;
        into[0] = Skewness(n);
        int below = 0, bin = 0;
        for (var level = 0; level < Levels.Length; level++)
        {
            var wanted = Levels[level] * n;
            while (bin < Bins - 1 && below + counts[bin] < wanted)
                below += counts[bin++];
            var within = counts[bin] == 0 ? 0 : (wanted - below) / counts[bin];
            into[level + 1] = ((double)Low / FixedPlane.One) + ((bin + within) * (1 << BinBits) / FixedPlane.One);
        }
    }

    /// <summary>Standard deviations of the means of blocks of 4, 8 and 16 px: structure of that size.</summary>
    public void BlockDeviations(FixedPlane plane, Span<double> into)
    {
        AddFours(plane);
        into[0] = BlockDeviation(plane.Side / 4, 4);
        Pool(plane.Side / 4, plane.Side / 8);
        into[1] = BlockDeviation(plane.Side / 8, 8);
        Pool(plane.Side / 8, plane.Side / 16);
        into[2] = BlockDeviation(plane.Side / 16, 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Sum(ReadOnlySpan<short> values)
    {
        var sum = Vector256<long>.Zero;
        for (var i = 0; i < values.Length; i += FixedPlane.Lanes)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(values[i..]));
            lower += upper;
            sum += Vector256.WidenLower(lower) + Vector256.WidenUpper(lower);
        }

        return Vector256.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Product(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        var sum = Vector256<long>.Zero;
        for (var i = 0; i < a.Length; i += FixedPlane.Lanes)
        {
            Vector256<short> first = Vector256.Create(a[i..]), second = Vector256.Create(b[i..]);
            // Magnitudes below 2^13: two products together stay below 2^27.
            var pairs = (Vector256.WidenLower(first) * Vector256.WidenLower(second)) + (Vector256.WidenUpper(first) * Vector256.WidenUpper(second));
            sum += Vector256.WidenLower(pairs) + Vector256.WidenUpper(pairs);
        }

        return Vector256.Sum(sum);
    }

    private static double Spread(double mean, double meanSquare) => Math.Sqrt(Math.Max(0, meanSquare - (mean * mean)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(FixedPlane plane)
    {
        var bins = counts;
        Array.Clear(bins);
        for (var y = 0; y < plane.Side; y++)
        {
            foreach (var value in plane.Row(y))
                bins[Math.Clamp((value - Low) >> BinBits, 0, Bins - 1)]++;
        }
    }

    private double Skewness(double n)
    {
        long sum = 0, squares = 0, cubes = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            var first = (long)counts[bin] * bin;
            sum += first;
            squares += first * bin;
            cubes += first * bin * bin;
        }

        var mean = sum / n;
        var deviation = Spread(mean, squares / n);
        if (deviation < Flat)
            return 0;
        var skewness = ((cubes / n) - (3 * mean * (squares / n)) + (2 * mean * mean * mean)) / (deviation * deviation * deviation);
        return skewness / (1 + Math.Abs(skewness));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddFours(FixedPlane plane)
    {
        var across = plane.Side / 4;
        for (var row = 0; row < across; row++)
        {
            ReadOnlySpan<short> first = plane.Row(4 * row), second = plane.Row((4 * row) + 1), third = plane.Row((4 * row) + 2), fourth = plane.Row((4 * row) + 3);
            for (int block = 0, x = 0; block < across; block++, x += 4)
            {
                blocks[(row * across) + block] = first[x] + first[x + 1] + first[x + 2] + first[x + 3] + second[x] + second[x + 1] + second[x + 2] + second[x + 3]
                    + third[x] + third[x + 1] + third[x + 2] + third[x + 3] + fourth[x] + fourth[x + 1] + fourth[x + 2] + fourth[x + 3];
            }
        }
    }

    /// <summary>Adds four neighbours into one, in place: what is written was read before.</summary>
    private void Pool(int from, int to)
    {
        for (var y = 0; y < to; y++)
        {
            for (var x = 0; x < to; x++)
            {
                var at = (2 * y * from) + (2 * x);
                blocks[(y * to) + x] = blocks[at] + blocks[at + 1] + blocks[at + from] + blocks[at + from + 1];
            }
        }
    }

    private double BlockDeviation(int across, int block)
    {
        long sum = 0, squares = 0;
        foreach (long value in blocks.AsSpan(0, across * across))
        {
            sum += value;
            squares += value * value;
        }

        var n = (double)across * across;
        return Spread(sum / n, squares / n) / (block * block * FixedPlane.One);
    }
}
