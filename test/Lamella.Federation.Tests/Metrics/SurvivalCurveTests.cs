using Lamella.Federation.Metrics;

namespace Lamella.Federation.Tests.Metrics;

/// <summary>Remission of acute leukaemia under 6-mercaptopurine and placebo, Freireich et al. 1963, the textbook example of Gehan 1965 and Cox 1972.</summary>
public class SurvivalCurveTests
{
    private static readonly float[] Treated = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
    private static readonly float[] TreatedEvents = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    private static readonly float[] Placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

    [Theory]
    [InlineData(6, 21, 0.857)]
    [InlineData(7, 17, 0.807)]
    [InlineData(10, 15, 0.753)]
    [InlineData(13, 12, 0.690)]
    [InlineData(16, 11, 0.627)]
    [InlineData(22, 7, 0.538)]
    [InlineData(23, 6, 0.448)]
    public void Kaplan_Meier_has_the_published_values(double time, int atRisk, double survival)
    {
        var step = KaplanMeier.Of(Treated, TreatedEvents).Single(s => s.Time == time);
        Assert.Equal(atRisk, step.AtRisk);
        Assert.Equal(survival, step.Survival, 3);
    }

    [Fact]
    public void Limits_are_those_of_the_log_log_scale()
    {
        var step = KaplanMeier.Of(Treated, TreatedEvents)[0];
        Assert.Equal(0.620, step.Low, 3);
        Assert.Equal(0.952, step.High, 3);
    }

    [Fact]
    public void Log_rank_has_the_published_value()
    {
        float[] times = [.. Treated, .. Placebo];
        float[] events = [.. TreatedEvents, .. Enumerable.Repeat(1f, 21)];
        bool[] treated = [.. Enumerable.Repeat(true, 21), .. Enumerable.Repeat(false, 21)];
        var result = LogRank.Of(times, events, treated)!.Value;
        Assert.Equal(16.79, result.ChiSquare, 2);
        Assert.Equal(9, result.Observed);
        Assert.Equal(19.25, result.Expected, 2);
        Assert.Equal(4.17e-5, result.P, 6);
    }

    [Fact]
    public void One_group_cannot_be_compared() => Assert.Null(LogRank.Of([1, 2], [1, 1], [true, true]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 0.4795001221869535)]
    [InlineData(1.9, 0.007209570764740)]
    [InlineData(2.1, 0.002979466656333)]
    [InlineData(4, 1.541725790028e-8)]
    public void Complementary_error_function_has_tabulated_values(double x, double value) => Assert.Equal(value, LogRank.Erfc(x), 1e-12);
}
