using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lamella.Pathology.Tiles;

/// <summary>Applies weights down and across a picture of 4 bytes a pixel and hands out RGB. Whole-number arithmetic: the same bytes on every processor. Not for concurrent use.</summary>
internal sealed class Resampler
{
    private const int HeldBits = 6;
    private static readonly Vector128<byte> RgbOfBgrx = Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255);
    private short[] columns = [];

    /// <summary>Resamples.</summary>
    /// <param name="bgrx">Pixels, 4 bytes each: blue, green, red, unused.</param>
    /// <param name="width">Pixels per row of <paramref name="bgrx"/>.</param>
    /// <param name="across">Weights of columns.</param>
    /// <param name="down">Weights of rows.</param>
    /// <param name="rgb">Receives across.count * down.count * 3 bytes.</param>
    public void Run(ReadOnlySpan<byte> bgrx, int width, AxisWeights across, AxisWeights down, Span<byte> rgb)
    {
        int columnsOut = across.First.Length, rowsOut = down.First.Length, stride = width * 4;
        if (columns.Length < stride)
            columns = new short[stride];
        for (var row = 0; row < rowsOut; row++)
        {
            var target = rgb.Slice(row * columnsOut * 3, columnsOut * 3);
            if (across.IsCopy && down.IsCopy)
            {
                Copy(bgrx.Slice((down.First[row] * stride) + (across.First[0] * 4), columnsOut * 4), target);
                continue;
            }

            Down(bgrx[(down.First[row] * stride)..], stride, down.Weights.AsSpan(row * down.Taps, down.Taps));
            Across(across, target);
        }
    }

    private static void Copy(ReadOnlySpan<byte> bgrx, Span<byte> rgb)
    {
        var (from, to) = (0, 0);
        // Four pixels at a time; each store writes four bytes beyond its pixels, which the next one overwrites.
        for (; to + Vector128<byte>.Count <= rgb.Length; from += 16, to += 12)
            Vector128.Shuffle(Vector128.Create(bgrx[from..]), RgbOfBgrx).CopyTo(rgb[to..]);
        for (; to < rgb.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (bgrx[from + 2], bgrx[from + 1], bgrx[from]);
    }

    /// <summary>One row of weighted sums, held with 6 bits behind the point.</summary>
    private void Down(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights)
    {
        const int shift = 14 - HeldBits;
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var into = ref MemoryMarshal.GetArrayDataReference(columns);
        var half = Vector256.Create(1 << (shift - 1));
        var at = 0;
        for (; at + 16 <= stride; at += 16)
        {
            Vector256<int> low = half, high = half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                if (weights[tap] == 0)
                    continue;
                var wide = Vector256.WidenLower(Vector128.LoadUnsafe(ref first, (nuint)((tap * stride) + at)).ToVector256Unsafe());
                var weight = Vector256.Create(weights[tap]);
                low += Vector256.WidenLower(wide.AsInt16()) * weight;
                high += Vector256.WidenUpper(wide.AsInt16()) * weight;
            }

            Vector256.Narrow(low >> shift, high >> shift).StoreUnsafe(ref into, (nuint)at);
        }

        for (; at < stride; at++)
        {
            var sum = 1 << (shift - 1);
            for (var tap = 0; tap < weights.Length; tap++)
                sum += rows[(tap * stride) + at] * weights[tap];
            columns[at] = (short)(sum >> shift);
        }
    }

    private void Across(AxisWeights across, Span<byte> rgb)
    {
        const int shift = 14 + HeldBits;
        ref var from = ref MemoryMarshal.GetArrayDataReference(columns);
        var half = Vector128.Create(1 << (shift - 1));
        var taps = across.Taps;
        for (int i = 0, to = 0; to < rgb.Length; i++, to += 3)
        {
            var sum = half;
            var weights = across.Weights.AsSpan(i * taps, taps);
            for (var tap = 0; tap < weights.Length; tap++)
                sum += Vector128.WidenLower(Vector64.LoadUnsafe(ref from, (nuint)((across.First[i] + tap) * 4)).ToVector128Unsafe()) * weights[tap];
            sum = Vector128.Min(Vector128.Max(sum >> shift, Vector128<int>.Zero), Vector128.Create(255));
            (rgb[to], rgb[to + 1], rgb[to + 2]) = ((byte)sum[2], (byte)sum[1], (byte)sum[0]);
        }
    }
}
