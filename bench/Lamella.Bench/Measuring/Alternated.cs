using System.Diagnostics;

namespace Lamella.Bench.Measuring;

/// <summary>
/// Two rates measured in turn (ours, limit, ours, limit ...), so that what else the machine does meets both alike; medians of each.
/// </summary>
/// <param name="Ours">Median rate of the work, in units a second.</param>
/// <param name="Limit">Median rate of the limit, in units a second.</param>
internal sealed record Alternated(double Ours, double Limit)
{
    /// <summary>Ours over the limit.</summary>
    public double Ratio => Ours / Limit;

    /// <summary>The same rates in another unit.</summary>
    public Alternated Per(double unit) => new(Ours / unit, Limit / unit);

    /// <summary>Measures after one warm-up of each.</summary>
    /// <param name="repeats">Measured runs of each; odd, so that the median is one of them.</param>
    /// <param name="ours">Does the work once and returns how many units it did.</param>
    /// <param name="limit">Does the machine's own form of it and returns how many units it did.</param>
    public static Alternated Measure(int repeats, Func<double> ours, Func<double> limit)
    {
        ours();
        limit();
        double[] oursRates = new double[repeats], limitRates = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            oursRates[i] = Rate(ours);
            limitRates[i] = Rate(limit);
        }

        return new(Median(oursRates), Median(limitRates));
    }

    /// <summary>Units a second of one run.</summary>
    public static double Rate(Func<double> work)
    {
        var start = Stopwatch.GetTimestamp();
        var units = work();
        return units / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The middle value; the mean of the two middle ones of an even count.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
