using System.Numerics;

namespace Lamella.Pathology.Encoders;

/// <summary>Texture of one plane of stain concentrations.</summary>
internal static class PlaneTexture
{
    /// <summary>Bins of a local binary pattern.</summary>
    public const int PatternBins = 10;

    private const int Greys = 8;
    private const float Tolerance = 0.01f;
    private static readonly byte[] PatternBin = [.. Enumerable.Range(0, 256).Select(code => (byte)BinOf((byte)code))];

    /// <summary>Mean and standard deviation of the gradient's length, central differences.</summary>
    public static (double Mean, double Deviation) Gradient(ReadOnlySpan<float> plane, int side)
    {
        double sum = 0, squares = 0;
        for (var y = 1; y < side - 1; y++)
        {
            for (var x = 1; x < side - 1; x++)
            {
                var at = (y * side) + x;
                var dx = 0.5f * (plane[at + 1] - plane[at - 1]);
                var dy = 0.5f * (plane[at + side] - plane[at - side]);
                var square = (dx * dx) + (dy * dy);
                sum += MathF.Sqrt(square);
                squares += square;
            }
        }

        var n = (side - 2) * (side - 2);
        var mean = sum / n;
        return (mean, Math.Sqrt(Math.Max(0, (squares / n) - (mean * mean))));
    }

    /// <summary>
    /// Rotation-invariant uniform local binary patterns of 8 neighbours (Ojala et al. 2002) as shares: bin k for uniform patterns with k neighbours
    /// above the centre by more than .01, bin 9 for the rest.
    /// </summary>
    public static void Patterns(ReadOnlySpan<float> plane, int side, Span<double> into)
    {
        Span<int> counts = stackalloc int[PatternBins];
        counts.Clear();
        for (var y = 1; y < side - 1; y++)
        {
            for (var x = 1; x < side - 1; x++)
            {
                var at = (y * side) + x;
                var centre = plane[at] + Tolerance;
                // Neighbours in a circle, so that the pattern's transitions are those between bits next to each other.
                var code = (plane[at - side - 1] > centre ? 1 : 0)
                    | (plane[at - side] > centre ? 2 : 0)
                    | (plane[at - side + 1] > centre ? 4 : 0)
                    | (plane[at + 1] > centre ? 8 : 0)
                    | (plane[at + side + 1] > centre ? 16 : 0)
                    | (plane[at + side] > centre ? 32 : 0)
                    | (plane[at + side - 1] > centre ? 64 : 0)
                    | (plane[at - 1] > centre ? 128 : 0);
                counts[PatternBin[code]]++;
            }
        }

        for (var bin = 0; bin < PatternBins; bin++)
            into[bin] = counts[bin] / (double)((side - 2) * (side - 2));
    }

    /// <summary>
    /// Contrast / 49, correlation, energy and homogeneity (Haralick et al. 1973) of the symmetric co-occurrence of 8 grey levels over [0, 1] at
    /// <paramref name="distance"/> px in four directions together.
    /// </summary>
    public static void CoOccurrence(ReadOnlySpan<float> plane, int side, int distance, Span<double> into)
    {
        var levels = new byte[plane.Length];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = (byte)Math.Clamp((int)(plane[i] * Greys), 0, Greys - 1);
        Span<int> pairs = stackalloc int[Greys * Greys];
        pairs.Clear();
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                int here = levels[(y * side) + x] * Greys, below = (y + distance) * side;
                if (x + distance < side)
                    pairs[here + levels[(y * side) + x + distance]]++;
                if (y + distance >= side)
                    continue;
                pairs[here + levels[below + x]]++;
                if (x + distance < side)
                    pairs[here + levels[below + x + distance]]++;
                if (x >= distance)
                    pairs[here + levels[below + x - distance]]++;
            }
        }

        Haralick(pairs, into);
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

    private static int BinOf(byte code)
    {
        var transitions = BitOperations.PopCount((uint)(byte)(code ^ byte.RotateLeft(code, 1)));
        return transitions <= 2 ? BitOperations.PopCount(code) : PatternBins - 1;
    }
}
