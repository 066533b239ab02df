using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// Sums of squares, float32 in and float64 sums. Eight partial sums, value i in sum i mod 8, added in order at the end and never a fused product:
/// the width is fixed, so that the bytes are the same on any x64 processor and with hardware intrinsics off. Squares of float32 cannot overflow
/// float64, so the sum is finite exactly when all values are.
/// </summary>
public static class SquaredSum
{
    private const int Width = 8;

    /// <summary>Sum of squares of the values [n].</summary>
    public static double Of(ReadOnlySpan<float> values)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var blocks = MemoryMarshal.Cast<float, Vector256<float>>(values);
        foreach (var block in blocks)
        {
            var (a, b) = Vector256.Widen(block);
            low += a * a;
            high += b * b;
        }

        Span<double> sums = stackalloc double[Width];
        low.CopyTo(sums);
        high.CopyTo(sums[(Width / 2)..]);
        var rest = values[(blocks.Length * Width)..];
        for (var i = 0; i < rest.Length; i++)
            sums[i] += (double)rest[i] * rest[i];
        return InOrder(sums);
    }

    /// <summary>Sum of squares of the differences of two vectors [n], each difference taken in float64.</summary>
    public static double OfDifference(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException($"{right.Length} values do not fit {left.Length}.", nameof(right));
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var lefts = MemoryMarshal.Cast<float, Vector256<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector256<float>>(right);
        for (var i = 0; i < lefts.Length; i++)
        {
            var (a, b) = Vector256.Widen(lefts[i]);
            var (c, d) = Vector256.Widen(rights[i]);
            low += (a - c) * (a - c);
            high += (b - d) * (b - d);
        }

        Span<double> sums = stackalloc double[Width];
        low.CopyTo(sums);
        high.CopyTo(sums[(Width / 2)..]);
        for (var i = lefts.Length * Width; i < left.Length; i++)
        {
            var difference = (double)left[i] - right[i];
            sums[i % Width] += difference * difference;
        }

        return InOrder(sums);
    }

    private static double InOrder(ReadOnlySpan<double> sums)
    {
        double total = 0;
        foreach (var sum in sums)
            total += sum;
        return total;
    }
}
