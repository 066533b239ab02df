using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Tests.Tiles;

public sealed class AxisWeightsTests
{
    [Fact]
    public void A_whole_step_on_whole_edges_is_the_plain_mean()
    {
        var weights = AxisWeights.Make(start: 8, step: 4, count: 3, inputs: 40);

        for (var i = 0; i < 3; i++)
        {
            var of = Row(weights, i, 40);
            Assert.All(Enumerable.Range(8 + (4 * i), 4), pixel => Assert.Equal(AxisWeights.One / 4, of[pixel]));
            Assert.Equal(4, of.Count(weight => weight != 0));
        }
    }

    [Fact]
    public void Step_one_on_whole_edges_is_a_copy()
    {
        var weights = AxisWeights.Make(3, 1, 5, 10);

        Assert.True(weights.IsCopy);
        Assert.Equal([3, 4, 5, 6, 7], weights.First);
    }

    /// <summary>Worked by hand: at f = .5 the running sum's nodes weigh -1/16, 9/16, 9/16, -1/16, so a pixel shifted by half takes -1/16, 9/16, 9/16, -1/16 of four pixels.</summary>
    [Fact]
    public void Half_a_pixel_off_is_cubic_interpolation()
    {
        var of = Row(AxisWeights.Make(4.5, 1, 1, 12), 0, 12);

        Assert.Equal([0, 0, 0, -1024, 9216, 9216, -1024, 0, 0, 0, 0, 0], of);
    }

    [Theory]
    [InlineData(0, 1.002, 224, 230)]
    [InlineData(3.37, 1.98, 100, 210)]
    [InlineData(0.25, 0.8, 50, 44)]
    [InlineData(-1, 7.3, 10, 70)]
    public void Weights_are_whole_and_keep_a_constant(double start, double step, int count, int inputs)
    {
        var weights = AxisWeights.Make(start, step, count, inputs);

        for (var i = 0; i < count; i++)
        {
            Assert.Equal(AxisWeights.One, Row(weights, i, inputs).Sum());
            Assert.InRange(weights.First[i], 0, inputs - weights.Taps);
        }
    }

    /// <summary>A straight ramp stays straight: the mean over any stretch is the ramp in its middle.</summary>
    [Fact]
    public void A_ramp_is_kept()
    {
        const double start = 5.3, step = 1.7;
        var weights = AxisWeights.Make(start, step, 20, 60);

        for (var i = 0; i < 20; i++)
        {
            var value = Row(weights, i, 60).Select((weight, pixel) => weight * (pixel + 0.5)).Sum() / AxisWeights.One;
            Assert.Equal(start + ((i + 0.5) * step), value, tolerance: 0.01);
        }
    }

    private static int[] Row(AxisWeights weights, int i, int inputs)
    {
        var row = new int[inputs];
        for (var tap = 0; tap < weights.Taps; tap++)
            row[weights.First[i] + tap] += weights.Weights[(i * weights.Taps) + tap];
        return row;
    }
}
