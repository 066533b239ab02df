using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// Averages a tile down by a whole factor k: each pixel is the mean of k x k, rounded to the nearest (half up). Pixels right and below that fill no
/// whole square are left out.
/// </summary>
internal sealed class TileReduction
{
    /// <summary>Least side of the reduced tile.</summary>
    public const int LeastSide = 32;

    private const int MostFactor = 128, Shift = 40;
    private readonly int tileSize;
    private readonly ushort[] column;
    private readonly byte[] reduced;
    private readonly ulong reciprocal;

    /// <summary>A reduction of tiles to about 1 um/px.</summary>
    /// <param name="tileSize">Side of the tile, at least 32 px.</param>
    /// <param name="micronsPerPixel">um/px of the tile; 0 when not known: nothing is averaged.</param>
    public TileReduction(int tileSize, double micronsPerPixel)
    {
        this.tileSize = tileSize;
        Factor = FactorOf(tileSize, micronsPerPixel);
        Side = tileSize / Factor;
        column = new ushort[tileSize * 3];
        reduced = new byte[Factor == 1 ? 0 : Side * Side * 3];
        // Sums are below 2^23 and squares of k at most 2^14, so multiplying by the rounded-up reciprocal of 40 bits divides exactly.
        reciprocal = ((1UL << Shift) / (ulong)(Factor * Factor)) + ((Factor & (Factor - 1)) == 0 ? 0UL : 1);
    }

    /// <summary>k.</summary>
    public int Factor { get; }

    /// <summary>Side of the reduced tile.</summary>
    public int Side { get; }

    /// <summary>k = round(1 / um/px), at least 1 and so small that the side stays at least 32 px.</summary>
    public static int FactorOf(int tileSize, double micronsPerPixel)
    {
        var most = Math.Min(MostFactor, tileSize / LeastSide);
        return micronsPerPixel > 0 ? (int)Math.Clamp(Math.Round(1 / micronsPerPixel, MidpointRounding.AwayFromZero), 1, most) : 1;
    }

    /// <summary>The reduced tile; valid until the next call. With k = 1 it is the tile itself.</summary>
    public ReadOnlySpan<byte> Reduce(ReadOnlySpan<byte> rgb)
    {
        if (Factor == 1)
            return rgb;
        for (var y = 0; y < Side; y++)
        {
            var rows = rgb.Slice(y * Factor * tileSize * 3, Factor * tileSize * 3);
            var into = reduced.AsSpan(y * Side * 3, Side * 3);
            if (Factor == 2)
            {
                Halve(rows[..(tileSize * 3)], rows[(tileSize * 3)..], into);
                continue;
            }

            AddRows(rows);
            Average(into);
        }

        return reduced;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows(ReadOnlySpan<byte> rows)
    {
        Span<ushort> sums = column;
        sums.Clear();
        for (var row = 0; row < Factor; row++)
        {
            var from = rows.Slice(row * sums.Length, sums.Length);
            var i = 0;
            for (; i <= from.Length - 16; i += 16)
            {
                var sum = Vector256.Create<ushort>(sums[i..]) + Vector256.WidenLower(Vector128.Create(from[i..]).ToVector256Unsafe());
                sum.CopyTo(sums[i..]);
            }

            for (; i < from.Length; i++)
                sums[i] += from[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Halve(ReadOnlySpan<byte> above, ReadOnlySpan<byte> below, Span<byte> into)
    {
        var (i, half, beside) = (0, Vector128.Create((ushort)2), Vector128.Create((ushort)3, 4, 5, 3, 4, 5, 3, 4));
        // A pixel and the one beside it lie three numbers apart; the fourth byte of each store is overwritten by the next.
        for (; i + 4 <= into.Length && (2 * i) + 8 <= above.Length; i += 3)
        {
            var sum = Vector128.WidenLower(Vector64.Create(above[(2 * i)..]).ToVector128Unsafe()) + Vector128.WidenLower(Vector64.Create(below[(2 * i)..]).ToVector128Unsafe());
            var mean = (sum + Vector128.Shuffle(sum, beside) + half) >>> 2;
            BinaryPrimitives.WriteUInt32LittleEndian(into[i..], Vector128.Narrow(mean, mean).AsUInt32()[0]);
        }

        for (; i + 2 < into.Length; i += 3)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var at = (2 * i) + channel;
                into[i + channel] = (byte)((above[at] + above[at + 3] + below[at] + below[at + 3] + 2) >> 2);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Average(Span<byte> into)
    {
        var half = (ulong)(Factor * Factor / 2);
        for (int i = 0, at = 0; i < into.Length; i += 3)
        {
            var (r, g, b) = (half, half, half);
            for (var step = 0; step < Factor; step++, at += 3)
            {
                r += column[at];
                g += column[at + 1];
                b += column[at + 2];
            }

            (into[i], into[i + 1], into[i + 2]) = (Divide(r), Divide(g), Divide(b));
        }
    }

    private byte Divide(ulong sum) => (byte)((sum * reciprocal) >> Shift);
}
