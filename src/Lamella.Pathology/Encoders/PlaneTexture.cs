using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lamella.Pathology.Encoders;

/// <summary>Texture of one plane of stain concentrations, in whole numbers up to the last step.</summary>
internal sealed class PlaneTexture
{
    /// <summary>Bins of a local binary pattern.</summary>
    public const int PatternBins = 10;

    private const int Greys = 8, GreyBits = 7, Codes = Greys * Greys, Tables = 4;
    private const short Tolerance = 10;
    private const byte Outside = 255;

    /// <summary>Lengths of gradients are counted in 1/16 of 1/1,024.</summary>
    private const int LengthParts = 16;

    private readonly byte[] patterns, levels;
    private readonly int[] pairs = new int[Tables * Codes];
    private readonly short[] inside;

    public PlaneTexture(int side)
    {
        var plane = new FixedPlane(side);
        patterns = new byte[side * plane.Stride];
        levels = new byte[plane.Values.Length];
        inside = new short[plane.Stride];
        inside.AsSpan(0, side - 2).Fill(-1);
    }

    /// <summary>
    /// Mean and standard deviation of the gradient's length, central differences; each length is cut to 1/16 of 1/1,024 for the mean.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (double Mean, double Deviation) Gradient(FixedPlane plane)
    {
        Vector256<long> lengths = default, squares = default;
        ReadOnlySpan<short> values = plane.Values;
        for (var y = 1; y < plane.Side - 1; y++)
        {
            for (var x = 0; x < plane.Side - 2; x += FixedPlane.Lanes)
            {
                var at = (y * plane.Stride) + x + 1;
                var mask = Vector256.Create(inside.AsSpan(x));
                var dx = (Load(values, at + 1) - Load(values, at - 1)) & mask;
                var dy = (Load(values, at + plane.Stride) - Load(values, at - plane.Stride)) & mask;
                Add(Vector256.WidenLower(dx), Vector256.WidenLower(dy), ref lengths, ref squares);
                Add(Vector256.WidenUpper(dx), Vector256.WidenUpper(dy), ref lengths, ref squares);
            }
        }

        var n = (double)(plane.Side - 2) * (plane.Side - 2);
        // Twice the differences of the definition: the half comes in here.
        var mean = Vector256.Sum(lengths) / (n * LengthParts * 2 * FixedPlane.One);
        var meanSquare = Vector256.Sum(squares) / (n * 4 * FixedPlane.One * FixedPlane.One);
        return (mean, Math.Sqrt(Math.Max(0, meanSquare - (mean * mean))));
    }

    /// <summary>
    /// Rotation-invariant uniform local binary patterns of 8 neighbours (Ojala et al. 2002) as shares: bin k for uniform patterns with k neighbours
    /// above the centre by more than 10/1,024, bin 9 for the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Patterns(FixedPlane plane, Span<double> into)
    {
        ReadOnlySpan<short> values = plane.Values;
        var (stride, inner) = (plane.Stride, plane.Side - 2);
        for (var y = 0; y < inner; y++)
        {
            var row = patterns.AsSpan(y * stride, stride);
            for (var x = 0; x < inner; x += FixedPlane.Lanes)
                Vector256.Narrow(PatternsAt(values, ((y + 1) * stride) + x + 1, stride), default).AsByte().GetLower().CopyTo(row[x..]);
            row[inner..].Fill(Outside);
        }

        var found = patterns.AsSpan(0, inner * stride);
        for (var bin = 0; bin < PatternBins; bin++)
            into[bin] = found.Count((byte)bin) / ((double)inner * inner);
    }

    /// <summary>Cuts a plane into the 8 grey levels over [0, 1] that <see cref="CoOccurrence"/> counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ToGreys(FixedPlane plane)
    {
        ReadOnlySpan<short> values = plane.Padded;
        for (var i = 0; i < values.Length; i += FixedPlane.Lanes)
        {
            var grey = Vector256.Min(Vector256.Max(Load(values, i) >> GreyBits, Vector256<short>.Zero), Vector256.Create((short)(Greys - 1)));
            Vector256.Narrow(grey, default).AsByte().GetLower().CopyTo(levels.AsSpan(i));
        }
    }

    /// <summary>
    /// Contrast / 49, correlation, energy and homogeneity (Haralick et al. 1973) of the symmetric co-occurrence of grey levels at
    /// <paramref name="distance"/> px in four directions together.
    /// </summary>
    /// <param name="side">Side of the plane that <see cref="ToGreys"/> was given.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="distance">Pixels.</param>
    /// <param name="into">Receives the four.</param>
    public void CoOccurrence(int side, int stride, int distance, Span<double> into)
    {
        Array.Clear(pairs);
        for (var y = 0; y < side; y++)
        {
            var here = levels.AsSpan(y * stride, side);
            Count(here[..^distance], here[distance..]);
            if (y + distance >= side)
                continue;
            var below = levels.AsSpan((y + distance) * stride, side);
            Count(here, below);
            Count(here[..^distance], below[distance..]);
            Count(here[distance..], below[..^distance]);
        }

        for (var code = 0; code < Codes; code++)
            pairs[code] += pairs[code + Codes] + pairs[code + (2 * Codes)] + pairs[code + (3 * Codes)];
        Haralick(pairs.AsSpan(0, Codes), into);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Load(ReadOnlySpan<short> values, int at) => Vector256.Create(values[at..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<int> dx, Vector256<int> dy, ref Vector256<long> lengths, ref Vector256<long> squares)
    {
        // Differences are below 2^14: squares stay below 2^29. Root and conversion of each lane are exact by IEEE 754, so the cut is the same everywhere.
        var square = (dx * dx) + (dy * dy);
        var length = Vector256.ConvertToInt32Native(Vector256.Sqrt(Vector256.ConvertToSingle(square)) * LengthParts);
        lengths += Vector256.WidenLower(length) + Vector256.WidenUpper(length);
        squares += Vector256.WidenLower(square) + Vector256.WidenUpper(square);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> PatternsAt(ReadOnlySpan<short> values, int at, int stride)
    {
        var centre = Load(values, at) + Vector256.Create(Tolerance);
        // Neighbours in a circle, so that the pattern's transitions are those between neighbours next to each other. A true comparison is -1.
        var first = Vector256.GreaterThan(Load(values, at - stride - 1), centre);
        var (above, changes, last) = (first, Vector256<short>.Zero, first);
        Step(Load(values, at - stride));
        Step(Load(values, at - stride + 1));
        Step(Load(values, at + 1));
        Step(Load(values, at + stride + 1));
        Step(Load(values, at + stride));
        Step(Load(values, at + stride - 1));
        Step(Load(values, at - 1));
        changes += last ^ first;
        return Vector256.ConditionalSelect(Vector256.LessThan(changes, Vector256.Create((short)-2)), Vector256.Create((short)(PatternBins - 1)), -above);

        void Step(Vector256<short> neighbour)
        {
            var next = Vector256.GreaterThan(neighbour, centre);
            above += next;
            changes += last ^ next;
            last = next;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(ReadOnlySpan<byte> here, ReadOnlySpan<byte> there)
    {
        // Four tables in turn: neighbours are often alike, and adding to one number again and again waits for the last addition.
        var table = pairs;
        var i = 0;
        for (; i <= here.Length - 8; i += 8)
        {
            var codes = (BinaryPrimitives.ReadUInt64LittleEndian(here[i..]) << 3) | BinaryPrimitives.ReadUInt64LittleEndian(there[i..]);
            table[(int)(codes & 63)]++;
            table[Codes + (int)((codes >> 8) & 63)]++;
            table[(2 * Codes) + (int)((codes >> 16) & 63)]++;
            table[(3 * Codes) + (int)((codes >> 24) & 63)]++;
            table[(int)((codes >> 32) & 63)]++;
            table[Codes + (int)((codes >> 40) & 63)]++;
            table[(2 * Codes) + (int)((codes >> 48) & 63)]++;
            table[(3 * Codes) + (int)((codes >> 56) & 63)]++;
        }

        for (; i < here.Length; i++)
            table[(here[i] << 3) | there[i]]++;
    }

    private static void Haralick(ReadOnlySpan<int> pairs, Span<double> into)
    {
        double total = 0, mean = 0, variance = 0, contrast = 0, covariance = 0, energy = 0, homogeneity = 0;
        foreach (var count in pairs)
            total += 2 * count;
        for (var i = 0; i < Greys; i++)
        {
            for (var j = 0; j < Greys; j++)
                mean += i * Share(pairs, i, j, total);
        }

        for (var i = 0; i < Greys; i++)
        {
            for (var j = 0; j < Greys; j++)
            {
                var share = Share(pairs, i, j, total);
                variance += (i - mean) * (i - mean) * share;
                covariance += (i - mean) * (j - mean) * share;
                contrast += (i - j) * (i - j) * share;
                energy += share * share;
                homogeneity += share / (1 + Math.Abs(i - j));
            }
        }

        (into[0], into[1], into[2], into[3]) = (contrast / 49, variance < 1e-12 ? 1 : covariance / variance, energy, homogeneity);
    }

    private static double Share(ReadOnlySpan<int> pairs, int i, int j, double total) => (pairs[(i * Greys) + j] + pairs[(j * Greys) + i]) / total;
}
