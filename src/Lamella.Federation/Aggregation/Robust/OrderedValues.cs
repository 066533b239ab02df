using System.Numerics;

namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// Coordinate by coordinate, the mean of the values from one place of their order to another: what median and trimmed mean are made of. Values are
/// put in order by Batcher's odd-even merge network (Batcher 1968, "Sorting networks and their applications"), which has no branches, so that a vector of
/// coordinates is ordered at once. NaN goes to the upper end, where it is as extreme as infinity, and -0 is 0, so that the order is one order on any
/// processor; where the result is not finite the coordinate stays as it is.
/// </summary>
internal static class OrderedValues
{
    /// <summary>delta[i] = mean of the ordered values of coordinate i from place first to place last, both counted.</summary>
    public static void Mean(float[][] values, Span<double> delta, int first, int last)
    {
        var network = Network(values.Length);
        var i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var column = new Vector<float>[values.Length];
            for (; i <= delta.Length - Vector<float>.Count; i += Vector<float>.Count)
                MeanOfVector(values, delta[i..], i, column, network, first, last);
        }

        var single = new float[values.Length];
        for (; i < delta.Length; i++)
            delta[i] = MeanOfOne(values, i, single, network, first, last);
    }

    private static void MeanOfVector(float[][] values, Span<double> delta, int at, Vector<float>[] column, (int Low, int High)[] network, int first, int last)
    {
        var infinity = new Vector<float>(float.PositiveInfinity);
        for (var site = 0; site < column.Length; site++)
        {
            var value = new Vector<float>(values[site], at);
            column[site] = Vector.ConditionalSelect(Vector.Equals(value, value), value, infinity) + Vector<float>.Zero;
        }

        foreach (var (low, high) in network)
        {
            var (a, b) = (column[low], column[high]);
            column[low] = Vector.Min(a, b);
            column[high] = Vector.Max(a, b);
        }

        Vector<double> left = Vector<double>.Zero, right = Vector<double>.Zero;
        for (var place = first; place <= last; place++)
        {
            Vector.Widen(column[place], out var l, out var r);
            left += l;
            right += r;
        }

        var count = new Vector<double>(last - first + 1);
        OrStay(left / count).CopyTo(delta);
        OrStay(right / count).CopyTo(delta[Vector<double>.Count..]);
    }

    private static double MeanOfOne(float[][] values, int at, float[] column, (int Low, int High)[] network, int first, int last)
    {
        for (var site = 0; site < column.Length; site++)
            column[site] = float.IsNaN(values[site][at]) ? float.PositiveInfinity : values[site][at] + 0f;
        foreach (var (low, high) in network)
        {
            if (column[low] > column[high])
                (column[low], column[high]) = (column[high], column[low]);
        }

        double sum = 0;
        for (var place = first; place <= last; place++)
            sum += column[place];
        var mean = sum / (last - first + 1);
        return double.IsFinite(mean) ? mean : 0;
    }

    /// <summary>0 where a value is not finite: x - x is 0 exactly for finite x.</summary>
    private static Vector<double> OrStay(Vector<double> mean) =>
        Vector.ConditionalSelect(Vector.Equals(mean - mean, Vector<double>.Zero), mean, Vector<double>.Zero);

    /// <summary>The comparisons that order n values, in their order.</summary>
    private static (int Low, int High)[] Network(int n)
    {
        var comparisons = new List<(int, int)>();
        for (var p = 1; p < n; p *= 2)
        {
            for (var k = p; k >= 1; k /= 2)
            {
                for (var j = k % p; j < n - k; j += 2 * k)
                {
                    for (var i = 0; i < Math.Min(k, n - j - k); i++)
                    {
                        if ((i + j) / (2 * p) == (i + j + k) / (2 * p))
                            comparisons.Add((i + j, i + j + k));
                    }
                }
            }
        }

        return [.. comparisons];
    }
}
