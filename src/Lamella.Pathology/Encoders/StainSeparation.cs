using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// Optical density and stain concentrations of an RGB tile, in whole numbers of 1/1,024. Density per channel is -log10((v + 1) / 256) (Beer and
/// Lambert); concentrations are density times the inverse of the matrix whose rows are the unit vectors of haematoxylin and eosin (Ruifrok and Johnston
/// 2001: .650 .704 .286 and .072 .990 .105) and their cross product, the residual; the inverse in whole numbers of 1/4,096.
/// </summary>
internal sealed class StainSeparation
{
    private const int CoefficientBits = 12;
    private static readonly short[] Density = [.. Enumerable.Range(0, 256).Select(value => (short)Math.Round(-Math.Log10((value + 1) / 256.0) * FixedPlane.One))];
    private static readonly int[] Inverse =
        Array.ConvertAll(InverseOf([0.650, 0.704, 0.286], [0.072, 0.990, 0.105]), value => (int)Math.Round(value * (1 << CoefficientBits)));

    public StainSeparation(int side)
    {
        (Red, Green, Blue) = (new FixedPlane(side), new FixedPlane(side), new FixedPlane(side));
        (Haematoxylin, Eosin, Residual) = (new FixedPlane(side), new FixedPlane(side), new FixedPlane(side));
    }

    public int Side => Red.Side;

    public FixedPlane Red { get; }

    public FixedPlane Green { get; }

    public FixedPlane Blue { get; }

    public FixedPlane Haematoxylin { get; }

    public FixedPlane Eosin { get; }

    public FixedPlane Residual { get; }

    public void Separate(ReadOnlySpan<byte> rgb)
    {
        for (var y = 0; y < Side; y++)
            ToDensity(rgb.Slice(y * Side * 3, Side * 3), Red.Row(y), Green.Row(y), Blue.Row(y));
        // The padding is 0 in the three densities, so it becomes 0 in the stains.
        Mix(Haematoxylin, 0);
        Mix(Eosin, 1);
        Mix(Residual, 2);
    }

    /// <summary>Pixels whose densities, added over the channels, are above <paramref name="threshold"/> (in 1/1,024; not negative).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Denser(short threshold)
    {
        var count = 0;
        ReadOnlySpan<short> red = Red.Padded, green = Green.Padded, blue = Blue.Padded;
        for (var i = 0; i < red.Length; i += FixedPlane.Lanes)
        {
            var sum = Vector256.Create(red[i..]) + Vector256.Create(green[i..]) + Vector256.Create(blue[i..]);
            count += int.PopCount((int)Vector256.GreaterThan(sum, Vector256.Create(threshold)).ExtractMostSignificantBits());
        }

        return count;
    }

    /// <summary>Inverse, row-major, of the matrix of two stain vectors and their cross product, each of length 1.</summary>
    internal static double[] InverseOf(double[] first, double[] second)
    {
        var (a, b) = (Unit(first), Unit(second));
        var c = Unit(Cross(a, b));
        // c is orthogonal to a and b, so the inverse's columns are the reciprocal vectors: b x c, c x a, a x b over the determinant.
        var determinant = Dot(a, Cross(b, c));
        var columns = new[] { Cross(b, c), Cross(c, a), Cross(a, b) };
        return [.. Enumerable.Range(0, 9).Select(i => columns[i % 3][i / 3] / determinant)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToDensity(ReadOnlySpan<byte> rgb, Span<short> red, Span<short> green, Span<short> blue)
    {
        var density = Density;
        for (int x = 0, at = 0; x < red.Length && x < green.Length && x < blue.Length; x++, at += 3)
        {
            red[x] = density[rgb[at]];
            green[x] = density[rgb[at + 1]];
            blue[x] = density[rgb[at + 2]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(FixedPlane into, int stain)
    {
        var (forRed, forGreen, forBlue) = (Vector256.Create(Inverse[stain]), Vector256.Create(Inverse[stain + 3]), Vector256.Create(Inverse[stain + 6]));
        var half = Vector256.Create(1 << (CoefficientBits - 1));
        ReadOnlySpan<short> red = Red.Padded, green = Green.Padded, blue = Blue.Padded;
        for (var i = 0; i < red.Length; i += FixedPlane.Lanes)
        {
            var (r, g, b) = (Vector256.Create(red[i..]), Vector256.Create(green[i..]), Vector256.Create(blue[i..]));
            var lower = (Vector256.WidenLower(r) * forRed) + (Vector256.WidenLower(g) * forGreen) + (Vector256.WidenLower(b) * forBlue) + half;
            var upper = (Vector256.WidenUpper(r) * forRed) + (Vector256.WidenUpper(g) * forGreen) + (Vector256.WidenUpper(b) * forBlue) + half;
            Vector256.Narrow(lower >> CoefficientBits, upper >> CoefficientBits).CopyTo(into.Values.AsSpan(i));
        }
    }

    private static double[] Unit(double[] v) => Array.ConvertAll(v, x => x / Math.Sqrt(Dot(v, v)));

    private static double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    private static double[] Cross(double[] a, double[] b) =>
        [(a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0])];
}
