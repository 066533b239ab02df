namespace Lamella.Pathology.Stain;

/// <summary>Sums on vectors of three densities.</summary>
internal static class StainVector
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    /// <summary>The vector at length 1.</summary>
    public static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        return Array.ConvertAll(vector, x => x / length);
    }

    /// <summary>Angle between two unit vectors, in degrees.</summary>
    public static double Angle(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Math.Acos(Math.Clamp(Dot(a, b), -1, 1)) * 180 / Math.PI;

    /// <summary>
    /// The two rows that, times a density, give the concentrations of <paramref name="first"/> and <paramref name="second"/> with the least squared
    /// error: the pseudo-inverse of the 3 x 2 matrix of two unit vectors.
    /// </summary>
    public static (double[] First, double[] Second) Unmixing(double[] first, double[] second)
    {
        var cosine = Dot(first, second);
        var scale = 1 / (1 - (cosine * cosine));
        return ([.. first.Zip(second, (a, b) => scale * (a - (cosine * b)))], [.. first.Zip(second, (a, b) => scale * (b - (cosine * a)))]);
    }
}
