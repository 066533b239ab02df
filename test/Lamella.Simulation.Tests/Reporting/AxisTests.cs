using Lamella.Simulation.Reporting;

namespace Lamella.Simulation.Tests.Reporting;

public class AxisTests
{
    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(1, 10, "2 4 6 8 10")]
    [InlineData(0, 3700, "0 1,000 2,000 3,000")]
    [InlineData(-0.021, 0.0101, "\u22120.020 \u22120.015 \u22120.010 \u22120.005 0.000 0.005 0.010")]
    [InlineData(5, 5, "4.6 4.8 5.0 5.2 5.4")]
    public void Ticks_are_round(double low, double high, string labels)
    {
        var axis = new Axis(low, high, 0, 100);
        Assert.Equal(labels, string.Join(' ', axis.Ticks.Select(axis.Label)));
    }

    [Fact]
    public void Values_beyond_the_ends_stay_at_the_ends()
    {
        var axis = new Axis(0, 1, 10, 110);
        Assert.Equal((10, 60, 110), (axis[-3], axis[0.5], axis[7]));
    }

    [Theory]
    [InlineData(0.1234, "0.123", "+0.123")]
    [InlineData(-0.0301, "\u22120.030", "\u22120.030")]
    [InlineData(-0.0001, "0.000", "0.000")]
    [InlineData(null, "\u2013", "\u2013")]
    public void Numbers_have_three_decimals_and_a_true_minus(double? value, string plain, string signed)
    {
        Assert.Equal(plain, Wording.Value(value));
        Assert.Equal(signed, Wording.Difference(value));
    }
}
