using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>Percentile bootstrap over patients (Efron and Tibshirani 1993, chapter 13).</summary>
public static class Bootstrap
{
    /// <summary>An interval is given only when at least this share of the replicates is defined.</summary>
    public const double LeastDefined = 0.9;

    /// <summary>Strata of the draw: outcome class, or event and censored; one stratum for regression.</summary>
    public static int[] Strata(TaskSpec task, ScoredPatients patients) =>
        task is RegressionTask ? new int[patients.Count] : Array.ConvertAll(patients.Outcome, o => float.IsFinite(o) ? (int)o : -1);

    /// <summary>The statistic in every replicate, NaN where undefined.</summary>
    /// <param name="statistic">Made ready for the patients of the draws.</param>
    /// <param name="draws">The draws.</param>
    public static double[] Replicates(Statistic statistic, BootstrapDraws draws)
    {
        var values = new double[draws.Replicates];
        for (var r = 0; r < values.Length; r++)
            values[r] = statistic(draws.Counts(r)) ?? double.NaN;
        return values;
    }

    /// <summary>
    /// The middle 95 % of the replicates; quantiles interpolated linearly (type 7 of Hyndman and Fan 1996). Null when fewer than
    /// <see cref="LeastDefined"/> of them are defined.
    /// </summary>
    public static Interval? Percentile95(ReadOnlySpan<double> replicates)
    {
        var defined = new double[replicates.Length];
        var n = 0;
        foreach (var value in replicates)
        {
            if (!double.IsNaN(value))
                defined[n++] = value;
        }

        if (n == 0 || n < LeastDefined * replicates.Length)
            return null;
        Array.Sort(defined, 0, n);
        return new Interval(Quantile(defined.AsSpan(0, n), 0.025), Quantile(defined.AsSpan(0, n), 0.975));
    }

    private static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }
}
