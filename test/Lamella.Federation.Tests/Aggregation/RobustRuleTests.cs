using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Aggregation;

/// <summary>Answers worked by hand, and what holds for any updates.</summary>
public class RobustRuleTests
{
    private const float NaN = float.NaN, Infinity = float.PositiveInfinity;

    /// <summary>Not a multiple of any vector's width, so that vectors and single values are both used.</summary>
    private const int Odd = 67;

    [Theory]
    [InlineData(new float[] { 9, 1, 2 }, 2)]
    [InlineData(new float[] { 9, 4, 1, 2 }, 3)]
    [InlineData(new[] { NaN, 1, 2 }, 2)]
    [InlineData(new[] { Infinity, -Infinity, 1 }, 1)]
    [InlineData(new[] { NaN, NaN, 1 }, 0)]
    [InlineData(new float[] { 5 }, 5)]
    public void The_median_is_the_middle_and_a_coordinate_without_a_finite_one_stays(float[] column, double expected) =>
        Assert.All(Combine(new MedianSpec(), column), d => Assert.Equal(expected, d));

    [Theory]
    [InlineData(0.2, new float[] { 100, 1, 2, 3, 4 }, 3)]
    [InlineData(0.2, new[] { NaN, 1, 2, 3, 4 }, 3)]
    [InlineData(0.3, new float[] { -50, 1, 3, 8, 90 }, 3)]
    public void The_trimmed_mean_leaves_out_whole_sites_at_each_end(double trim, float[] column, double expected) =>
        Assert.All(Combine(new TrimmedMeanSpec { Trim = trim }, column), d => Assert.Equal(expected, d));

    [Theory]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.1, 3, 1)]
    [InlineData(0.2, 5, 1)]
    [InlineData(0.21, 5, 2)]
    public void A_share_of_the_sites_is_rounded_up_as_decimals_are(double trim, int updates, int cut) =>
        Assert.Equal(cut, new TrimmedMeanSpec { Trim = trim }.CutOf(updates));

    [Fact]
    public void A_trimmed_mean_that_leaves_nobody_is_refused() =>
        Assert.Equal(ErrorCodes.TooFewUpdates, Assert.Throws<LamellaException>(() => Combine(new TrimmedMeanSpec { Trim = 0.4 }, [1, 2])).Code);

    [Fact]
    public void Krum_takes_the_update_nearest_to_its_nearest_others()
    {
        // n - f - 2 = 2 nearest: scores 1 + 6.25, 1 + 2.25, 2.25 + 6.25, 42.25 + 64, ...
        Assert.Equal([0, 1, 0, 0, 0], KrumWeights(1, 1, 0, 1, 2.5, 9, 100));
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3, 0, 0], KrumWeights(1, 3, 0, 1, 2.5, 9, 100));
    }

    [Fact]
    public void Krum_never_keeps_an_update_that_is_not_finite_even_to_fill_its_number()
    {
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3, 0, 0], KrumWeights(1, 4, 0, 1, 2.5, double.NaN, double.PositiveInfinity));
        Assert.Equal([0, 0, 0, 0, 0], KrumWeights(1, 4, 0, 1, double.NaN, double.NaN, double.NaN));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 6)]
    public void Krum_refuses_fewer_than_2_f_plus_3_updates(int hostile, int updates) =>
        Assert.Equal(ErrorCodes.TooFewUpdates, Assert.Throws<LamellaException>(() => KrumWeights(hostile, 1, new double[updates])).Code);

    [Fact]
    public void Clipping_scales_long_updates_down_and_leaves_out_what_is_not_finite()
    {
        Assert.Equal([0.5, 0.25, 0], ClipWeights(1, 0.5, 2, double.NaN));
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3 * 0.25], ClipWeights(null, 1, 2, 8));
        Assert.Equal([0, 0], ClipWeights(1, double.NaN, double.PositiveInfinity));
    }

    [Fact]
    public void What_clipping_lets_through_is_never_longer_than_the_norm()
    {
        var random = new RandomStream(3, "", "robust-rule-test", 0);
        for (var trial = 0; trial < 200; trial++)
        {
            var norms = Enumerable.Range(0, 6).Select(_ => 1e4 * random.NextDouble()).ToArray();
            var limit = 10 * random.NextDouble();
            Assert.True(ClipWeights(limit, norms).Zip(norms, (w, n) => w * n).Sum() <= limit * (1 + 1e-12));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(33)]
    public void Order_statistics_do_not_depend_on_the_order_of_the_sites_and_are_those_of_a_sort(int sites)
    {
        var random = new RandomStream(4, "", "robust-rule-test", (ulong)sites);
        var values = Enumerable.Range(0, sites).Select(_ => Enumerable.Range(0, Odd).Select(_ => Value(random.NextDouble())).ToArray()).ToArray();
        foreach (var spec in new AggregationSpec[] { new MedianSpec(), new TrimmedMeanSpec { Trim = 0.2 } })
        {
            double[] forward = new double[Odd], backward = new double[Odd];
            AggregationRules.Create(spec).Combine(values, forward);
            AggregationRules.Create(spec).Combine([.. values.Reverse()], backward);

            Assert.Equal(forward.Select(BitConverter.DoubleToInt64Bits), backward.Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(Enumerable.Range(0, Odd).Select(i => Sorted(spec, values, i)), forward);
        }
    }

    private static float Value(double draw) => draw switch
    {
        < 0.02 => NaN,
        < 0.04 => Infinity,
        < 0.06 => -Infinity,
        < 0.08 => -0f,
        < 0.1 => 0f,
        _ => (float)(draw - 0.55),
    };

    private static double Sorted(AggregationSpec spec, float[][] values, int at)
    {
        var column = values.Select(v => float.IsNaN(v[at]) ? Infinity : v[at]).Order().ToArray();
        var cut = spec is TrimmedMeanSpec trimmed ? trimmed.CutOf(column.Length) : (column.Length - 1) / 2;
        double sum = 0;
        for (var i = cut; i < column.Length - cut; i++)
            sum += column[i];
        var mean = sum / (column.Length - (2 * cut));
        return double.IsFinite(mean) ? mean : 0;
    }

    private static double[] Combine(AggregationSpec spec, float[] column)
    {
        var delta = new double[Odd];
        AggregationRules.Create(spec).Combine([.. column.Select(v => Enumerable.Repeat(v, Odd).ToArray())], delta);
        return delta;
    }

    private static double[] KrumWeights(int hostile, int keep, params double[] points)
    {
        var distances = new double[points.Length, points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < points.Length; j++)
                distances[i, j] = (points[i] - points[j]) * (points[i] - points[j]);
        }

        return AggregationRules.Create(new KrumSpec { Hostile = hostile, Keep = keep }).Weights(Even(points.Length), new UpdateGeometry([], distances));
    }

    private static double[] ClipWeights(double? norm, params double[] norms) =>
        AggregationRules.Create(new NormClipSpec { Norm = norm }).Weights(Even(norms.Length), new UpdateGeometry(norms, new double[0, 0]));

    private static double[] Even(int n) => [.. Enumerable.Repeat(1.0 / n, n)];
}
