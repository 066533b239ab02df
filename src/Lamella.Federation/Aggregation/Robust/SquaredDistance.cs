using System.Numerics;

namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// Squared lengths in float64, four running sums by index modulo four, so that the bytes are the same whatever the width of the processor's vectors.
/// </summary>
public static class SquaredDistance
{
    private const int Lanes = 4;

    /// <summary>Sum of squares of a vector [n].</summary>
    public static double Of(ReadOnlySpan<float> a) => Between(a, default);

    /// <summary>Sum of squares of a - b [n]; an empty b stands for zero.</summary>
    public static double Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Span<double> sums = stackalloc double[Lanes];
        var i = 0;
        if (Vector.IsHardwareAccelerated && Vector<double>.Count == Lanes)
        {
            var low = Vector<double>.Zero;
            for (; i <= a.Length - (2 * Lanes); i += 2 * Lanes)
            {
                Vector.Widen(new Vector<float>(a[i..]), out var a0, out var a1);
                if (b.Length > 0)
                {
                    Vector.Widen(new Vector<float>(b[i..]), out var b0, out var b1);
                    (a0, a1) = (a0 - b0, a1 - b1);
                }

                low += a0 * a0;
                low += a1 * a1;
            }

            low.CopyTo(sums);
        }

        for (; i < a.Length; i++)
        {
            var d = b.Length > 0 ? (double)a[i] - b[i] : a[i];
            sums[i % Lanes] += d * d;
        }

        return sums[0] + sums[1] + sums[2] + sums[3];
    }
}
