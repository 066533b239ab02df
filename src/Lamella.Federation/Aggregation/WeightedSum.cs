using System.Numerics;

namespace Lamella.Federation.Aggregation;

/// <summary>
/// The span kernel under every averaging rule: float32 in, float64 sums, one product and one sum per element and never a fused one, so that
/// the bytes are the same on any x64 processor and with hardware intrinsics off.
/// </summary>
public static class WeightedSum
{
    /// <summary>sum[i] += weight * values[i].</summary>
    /// <param name="sum">Running sums [n].</param>
    /// <param name="values">A site's values [n].</param>
    /// <param name="weight">The site's weight.</param>
    public static void Add(Span<double> sum, ReadOnlySpan<float> values, double weight)
    {
        if (sum.Length != values.Length)
            throw new ArgumentException($"{values.Length} values do not fit {sum.Length} sums.", nameof(values));
        var i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var w = new Vector<double>(weight);
            var half = Vector<double>.Count;
            for (; i <= values.Length - (2 * half); i += 2 * half)
            {
                Vector.Widen(new Vector<float>(values[i..]), out var low, out var high);
                (new Vector<double>(sum[i..]) + (low * w)).CopyTo(sum[i..]);
                (new Vector<double>(sum[(i + half)..]) + (high * w)).CopyTo(sum[(i + half)..]);
            }
        }

        for (; i < values.Length; i++)
            sum[i] += values[i] * weight;
    }
}
