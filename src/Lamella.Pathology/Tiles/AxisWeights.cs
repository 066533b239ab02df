namespace Lamella.Pathology.Tiles;

/// <summary>
/// Weights that turn a row of pixels into a row of another step. A pixel is taken as the mean of the light over its square; the running sum of pixels is
/// joined by a cubic (Catmull and Rom 1974) and an output pixel is the difference of that sum at its two edges. Where edges meet pixel edges this is the
/// plain mean of the pixels in between, so reducing in one step or in two whole ones gives the same, whatever levels a pyramid has; at steps near 1 it
/// interpolates sharply. Weights are whole numbers of 1/16,384, so the result is the same on every processor.
/// </summary>
internal sealed class AxisWeights
{
    /// <summary>Fixed-point one.</summary>
    public const int One = 1 << 14;

    /// <summary>Pixels beyond an output pixel's own that its weights reach, on either side.</summary>
    public const int Reach = 1;

    private AxisWeights(int[] first, int[] weights, int taps) => (First, Weights, Taps) = (first, weights, taps);

    /// <summary>Index of the first input pixel of each output pixel.</summary>
    public int[] First { get; }

    /// <summary>Taps weights per output pixel, together <see cref="One"/>.</summary>
    public int[] Weights { get; }

    /// <summary>Weights per output pixel.</summary>
    public int Taps { get; }

    /// <summary>Whether every output pixel is one input pixel, in order.</summary>
    public bool IsCopy { get; private init; }

    /// <summary>Weights for <paramref name="count"/> output pixels.</summary>
    /// <param name="start">Left edge of the first output pixel, in input pixels.</param>
    /// <param name="step">Input pixels per output pixel.</param>
    /// <param name="count">Output pixels.</param>
    /// <param name="inputs">Input pixels; beyond them the last one is repeated.</param>
    public static AxisWeights Make(double start, double step, int count, int inputs)
    {
        const double same = 1e-6;
        var origin = Math.Round(start);
        if (Math.Abs(step - 1) * count < same && Math.Abs(start - origin) < same && origin >= 0 && origin + count <= inputs)
            return new AxisWeights([.. Enumerable.Range((int)origin, count)], [.. Enumerable.Repeat(One, count)], 1) { IsCopy = true };
        var taps = Math.Min(inputs, (int)Math.Ceiling(step) + 1 + (2 * Reach));
        var (first, weights, exact) = (new int[count], new int[count * taps], new double[taps]);
        for (var i = 0; i < count; i++)
        {
            double a = start + (i * step), b = start + ((i + 1) * step);
            var low = Math.Clamp((int)Math.Floor(a) - Reach, 0, inputs - taps);
            first[i] = low;
            Array.Clear(exact);
            for (var pixel = (int)Math.Floor(a) - Reach; pixel <= (int)Math.Floor(b) + Reach; pixel++)
                exact[Math.Clamp(pixel, low, low + taps - 1) - low] += (Below(b, pixel) - Below(a, pixel)) / step;
            Round(exact, weights.AsSpan(i * taps, taps));
        }

        return new AxisWeights(first, weights, taps);
    }

    /// <summary>Share of a pixel that counts into the running sum at <paramref name="edge"/>: 1 well below it, 0 well above.</summary>
    private static double Below(double edge, int pixel)
    {
        var k = (int)Math.Floor(edge);
        var f = edge - k;
        return (pixel - k) switch
        {
            < -1 => 1,
            -1 => 1 - (0.5 * f * ((2 * f) - 1 - (f * f))),
            0 => (0.5 * f * (1 + (4 * f) - (3 * f * f))) + (0.5 * f * f * (f - 1)),
            1 => 0.5 * f * f * (f - 1),
            _ => 0,
        };
    }

    private static void Round(ReadOnlySpan<double> exact, Span<int> weights)
    {
        var (sum, largest) = (0, 0);
        for (var i = 0; i < exact.Length; i++)
        {
            sum += weights[i] = (int)Math.Round(exact[i] * One);
            largest = weights[i] > weights[largest] ? i : largest;
        }

        weights[largest] += One - sum;
    }
}
