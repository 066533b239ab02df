namespace Lamella.Federation.Metrics;

/// <summary>Means of per-patient values under counts.</summary>
internal static class WeightedMean
{
    /// <summary>Mean of <paramref name="values"/> over the counted patients; undefined when none is counted.</summary>
    public static Statistic Of(double[] values) => counts =>
    {
        var sum = 0.0;
        long n = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += counts[i] * values[i];
            n += counts[i];
        }

        return n == 0 ? null : sum / n;
    };
}
