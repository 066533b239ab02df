using Lamella.Pathology.Stain;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Stain;

public sealed class MacenkoEstimatorTests
{
    private static readonly double[] Haematoxylin = [0.65, 0.70, 0.29], Eosin = [0.07, 0.99, 0.11];

    [Theory]
    [InlineData(0, 1, 0.05)]
    [InlineData(2, 2, 0.1)]
    [InlineData(4, 4, 0.25)]
    public void Painted_stains_are_found_again(double noise, double degrees, double amount)
    {
        var estimate = MacenkoEstimator.Estimate(StainPainter.Paint(1, noise, (Haematoxylin, 1.2), (Eosin, 0.9)));
        Assert.NotNull(estimate);
        Assert.InRange(StainPainter.Angle(estimate.Matrix.Haematoxylin, Haematoxylin), 0, degrees);
        Assert.InRange(StainPainter.Angle(estimate.Matrix.Eosin, Eosin), 0, degrees);
        // Amounts are uniform up to these on two thirds of the pixels, and glass is dropped: the 99th percentile lies near them.
        Assert.Equal(1.2, estimate.Matrix.MaxHaematoxylin, amount);
        Assert.Equal(0.9, estimate.Matrix.MaxEosin, amount);
    }

    [Fact]
    public void Another_pair_of_vectors_is_found_too()
    {
        double[] h = [0.49, 0.77, 0.41], e = [0.15, 0.81, 0.57];
        var estimate = MacenkoEstimator.Estimate(StainPainter.Paint(2, 1, (h, 1.5), (e, 0.7)));
        Assert.InRange(StainPainter.Angle(estimate!.Matrix.Haematoxylin, h), 0, 2);
        Assert.InRange(StainPainter.Angle(estimate.Matrix.Eosin, e), 0, 2);
        Assert.Equal(StainPainter.Angle(estimate.Matrix.Haematoxylin, estimate.Matrix.Eosin), estimate.AngleBetween, 1e-6);
    }

    [Fact]
    public void Glass_a_single_stain_and_black_give_no_estimate()
    {
        Assert.Null(MacenkoEstimator.Estimate([.. Enumerable.Repeat((byte)243, 30000)]));
        Assert.Null(MacenkoEstimator.Estimate(StainPainter.Paint(1, 0, (Eosin, 0.9), (Eosin, 0.9))));
        Assert.Null(MacenkoEstimator.Estimate(new byte[30000]));
        Assert.Null(MacenkoEstimator.Estimate([]));
    }

    [Fact]
    public void Many_tiles_are_thinned_and_give_the_same_each_time()
    {
        StainEstimate Run()
        {
            var estimator = new MacenkoEstimator();
            for (var tile = 0; tile < 40; tile++)
                estimator.Add(StainPainter.Paint((ulong)tile, 2, (Haematoxylin, 1.2), (Eosin, 0.9)));
            return estimator.Finish()!;
        }

        var (first, second) = (Run(), Run());
        Assert.Equal(first.Matrix.Haematoxylin, second.Matrix.Haematoxylin);
        Assert.Equal(first.Matrix.MaxEosin, second.Matrix.MaxEosin);
        Assert.InRange(first.Pixels, 1 << 15, 1 << 16);
        Assert.InRange(StainPainter.Angle(first.Matrix.Haematoxylin, Haematoxylin), 0, 2);
    }

    [Fact]
    public void Five_real_hospitals_have_five_stainings()
    {
        var folder = SharedData.Require("camelyon17_centre_thumbs");
        var found = new List<StainMatrix>();
        for (var centre = 0; centre < 5; centre++)
        {
            var estimator = new MacenkoEstimator();
            foreach (var file in Directory.GetFiles(folder, $"centre{centre}_*.png").Order(StringComparer.Ordinal))
                estimator.Add(StainPainter.Load(file));
            var matrix = estimator.Finish()!.Matrix;
            foreach (var vector in new[] { matrix.Haematoxylin, matrix.Eosin })
            {
                Assert.Equal(1, vector.Sum(x => x * x), 1e-9);
                Assert.All(vector, x => Assert.InRange(x, 0, 1));
            }

            Assert.True(matrix.Haematoxylin[0] > matrix.Eosin[0]);
            found.Add(matrix);
        }

        for (var a = 0; a < 5; a++)
        {
            for (var b = a + 1; b < 5; b++)
                Assert.True(Distance(found[a], found[b]) > 2, $"hospitals {a} and {b}");
        }

        static double Distance(StainMatrix a, StainMatrix b) =>
            Math.Max(StainPainter.Angle(a.Haematoxylin, b.Haematoxylin), StainPainter.Angle(a.Eosin, b.Eosin));
    }
}
