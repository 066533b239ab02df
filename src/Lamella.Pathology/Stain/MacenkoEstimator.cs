namespace Lamella.Pathology.Stain;

/// <summary>
/// Stain vectors of haematoxylin and eosin after Macenko et al. 2009 ("A method for normalizing histology slides for quantitative analysis"):
/// densities under .15 are dropped; the two largest principal directions of the rest span the plane of the stains; the 1st and 99th
/// percentile of the angle in that plane are the two vectors; the 99th percentile of each concentration is its largest. Density is
/// -log10((v + 1) / 256), and "under .15" is meant of its mean over red, green and blue: pure eosin hardly absorbs red and must not be dropped for it.
/// The principal directions are those of the covariance (the mean is subtracted for them, not from the densities): about the origin the second one
/// follows noise of the blue channel on tiles that hold little eosin. Deterministic: large inputs are thinned by a stride.
/// </summary>
public sealed class MacenkoEstimator
{
    /// <summary>Fewer stained pixels give no estimate.</summary>
    public const int SmallestCount = 1000;

    /// <summary>Vectors nearer than this, in degrees, are one stain and give no estimate.</summary>
    public const double SmallestAngle = 3;

    /// <summary>Mean density under which a pixel counts as glass.</summary>
    public const double SmallestDensity = 0.15;

    private const double Tail = 0.01;
    private readonly PixelSample sample = new(SmallestDensity);

    /// <summary>The stains of one tile; null when it holds too little of them.</summary>
    /// <param name="rgb">Pixels, 3 bytes each.</param>
    public static StainEstimate? Estimate(ReadOnlySpan<byte> rgb)
    {
        var estimator = new MacenkoEstimator();
        estimator.Add(rgb);
        return estimator.Finish();
    }

    /// <summary>Takes the pixels of one more tile.</summary>
    /// <param name="rgb">Pixels, 3 bytes each.</param>
    public void Add(ReadOnlySpan<byte> rgb) => sample.Add(rgb);

    /// <summary>The stains of all tiles so far; null when they hold fewer than <see cref="SmallestCount"/> stained pixels, or one stain only.</summary>
    public StainEstimate? Finish()
    {
        if (sample.Count < SmallestCount)
            return null;
        var densities = Densities(sample.Rgb);
        var axes = SymmetricEigen.Of(Covariance(densities));
        var (x, y) = (axes[0].Vector, axes[1].Vector);
        var (low, high) = Quantiles(Along(densities, density => (float)Math.Atan2(StainVector.Dot(density, y), StainVector.Dot(density, x))), Tail);
        var (one, other) = (AtAngle(x, y, low), AtAngle(x, y, high));
        var angle = StainVector.Angle(one, other);
        if (!(angle >= SmallestAngle))
            return null;
        // Haematoxylin is blue: it absorbs red, which eosin lets pass.
        var (haematoxylin, eosin) = one[0] > other[0] ? (one, other) : (other, one);
        var rows = StainVector.Unmixing(haematoxylin, eosin);
        var mostHaematoxylin = Quantiles(Along(densities, density => (float)StainVector.Dot(density, rows.First)), Tail).High;
        var mostEosin = Quantiles(Along(densities, density => (float)StainVector.Dot(density, rows.Second)), Tail).High;
        return mostHaematoxylin > 0 && mostEosin > 0
            ? new StainEstimate(new StainMatrix(haematoxylin, eosin, mostHaematoxylin, mostEosin), sample.Count, angle)
            : null;
    }

    private static double[] Densities(ReadOnlySpan<byte> rgb)
    {
        var table = OpticalDensity.Table;
        var densities = new double[rgb.Length];
        for (var i = 0; i < rgb.Length; i++)
            densities[i] = table[rgb[i]];
        return densities;
    }

    private static double[,] Covariance(double[] densities)
    {
        double r = 0, g = 0, b = 0, rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0;
        for (var at = 0; at < densities.Length; at += 3)
        {
            var (x, y, z) = (densities[at], densities[at + 1], densities[at + 2]);
            (r, g, b) = (r + x, g + y, b + z);
            (rr, rg, rb) = (rr + (x * x), rg + (x * y), rb + (x * z));
            (gg, gb, bb) = (gg + (y * y), gb + (y * z), bb + (z * z));
        }

        var n = densities.Length / 3;
        return new[,]
        {
            { (rr / n) - (r * r / n / n), (rg / n) - (r * g / n / n), (rb / n) - (r * b / n / n) },
            { (rg / n) - (r * g / n / n), (gg / n) - (g * g / n / n), (gb / n) - (g * b / n / n) },
            { (rb / n) - (r * b / n / n), (gb / n) - (g * b / n / n), (bb / n) - (b * b / n / n) },
        };
    }

    private static float[] Along(double[] densities, Func<double[], float> value)
    {
        var values = new float[densities.Length / 3];
        var density = new double[3];
        for (var i = 0; i < values.Length; i++)
        {
            densities.AsSpan(i * 3, 3).CopyTo(density);
            values[i] = value(density);
        }

        return values;
    }

    /// <summary>The quantiles at <paramref name="tail"/> from either end, nearest rank; sorts <paramref name="values"/>.</summary>
    private static (double Low, double High) Quantiles(float[] values, double tail)
    {
        Array.Sort(values);
        var rank = (int)Math.Round(tail * (values.Length - 1));
        return (values[rank], values[^(rank + 1)]);
    }

    /// <summary>The direction at an angle in the plane; a density below 0 is none.</summary>
    private static double[] AtAngle(double[] x, double[] y, double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return StainVector.Unit([.. x.Zip(y, (a, b) => Math.Max(0, (cosine * a) + (sine * b)))]);
    }
}
