namespace Lamella.Pathology.Encoders;

/// <summary>
/// Optical density and stain concentrations of an RGB tile. Density per channel is -log10((v + 1) / 256) (Beer and Lambert); concentrations are
/// density times the inverse of the matrix whose rows are the unit vectors of haematoxylin and eosin (Ruifrok and Johnston 2001: .650 .704 .286 and
/// .072 .990 .105) and their cross product, the residual.
/// </summary>
internal sealed class StainSeparation
{
    private static readonly float[] Density = [.. Enumerable.Range(0, 256).Select(value => (float)-Math.Log10((value + 1) / 256.0))];
    private static readonly float[] Inverse = InverseOf([0.650, 0.704, 0.286], [0.072, 0.990, 0.105]);

    public StainSeparation(int side)
    {
        Side = side;
        (Red, Green, Blue) = (new float[side * side], new float[side * side], new float[side * side]);
        (Haematoxylin, Eosin, Residual) = (new float[side * side], new float[side * side], new float[side * side]);
    }

    public int Side { get; }

    public float[] Red { get; }

    public float[] Green { get; }

    public float[] Blue { get; }

    public float[] Haematoxylin { get; }

    public float[] Eosin { get; }

    public float[] Residual { get; }

    public void Separate(ReadOnlySpan<byte> rgb)
    {
        for (int i = 0, at = 0; i < Red.Length; i++, at += 3)
        {
            float r = Density[rgb[at]], g = Density[rgb[at + 1]], b = Density[rgb[at + 2]];
            (Red[i], Green[i], Blue[i]) = (r, g, b);
            Haematoxylin[i] = (r * Inverse[0]) + (g * Inverse[3]) + (b * Inverse[6]);
            Eosin[i] = (r * Inverse[1]) + (g * Inverse[4]) + (b * Inverse[7]);
            Residual[i] = (r * Inverse[2]) + (g * Inverse[5]) + (b * Inverse[8]);
        }
    }

    /// <summary>Inverse, row-major, of the matrix of two stain vectors and their cross product, each of length 1.</summary>
    internal static float[] InverseOf(double[] first, double[] second)
    {
        var (a, b) = (Unit(first), Unit(second));
        var c = Unit([(a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0])]);
        // c is orthogonal to a and b, so the inverse's columns are the reciprocal vectors: b x c, c x a, a x b over the determinant.
        var determinant = Dot(a, Cross(b, c));
        var columns = new[] { Cross(b, c), Cross(c, a), Cross(a, b) };
        return [.. Enumerable.Range(0, 9).Select(i => (float)(columns[i % 3][i / 3] / determinant))];
    }

    private static double[] Unit(double[] v) => Array.ConvertAll(v, x => x / Math.Sqrt(Dot(v, v)));

    private static double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    private static double[] Cross(double[] a, double[] b) =>
        [(a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0])];
}
