using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>
/// Bootstrap over patients of a value that is averaged over seeds. A replicate draws patients once, from all who were tested under any seed,
/// applies that one draw to every seed's test set (and to both arms of a difference), and averages over the seeds. So the interval speaks of
/// other patients, with the seeds as they are; where seeds share test patients these are not counted as independent evidence.
/// </summary>
public static class SeedBootstrap
{
    /// <summary>Mean over seeds of <paramref name="metric"/>.</summary>
    /// <param name="task">Decides the strata.</param>
    /// <param name="metric">What is measured.</param>
    /// <param name="seeds">The arm's scores, one entry per seed.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="replicates">Number of replicates.</param>
    public static SeedMean Mean(TaskSpec task, Metric metric, IReadOnlyList<SeedScores> seeds, ulong seed, int replicates) =>
        Run(task, [.. seeds.Select(s => (s.Patients, s.Scored, metric.Prepare(s.Scored)))], seed, replicates);

    /// <summary>Mean over seeds of the paired difference of <paramref name="metric"/>, first arm minus second.</summary>
    /// <param name="task">Decides the strata.</param>
    /// <param name="metric">What is compared.</param>
    /// <param name="seeds">The two arms' scores, one entry per seed.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="replicates">Number of replicates.</param>
    public static SeedMean Difference(TaskSpec task, Metric metric, IReadOnlyList<PairedScores> seeds, ulong seed, int replicates) =>
        Run(task, [.. seeds.Select(s => (s.Patients, s.First, Difference(metric.Prepare(s.First), metric.Prepare(s.Second))))], seed, replicates);

    private static Statistic Difference(Statistic first, Statistic second) => counts => first(counts) - second(counts);

    private static SeedMean Run(
        TaskSpec task, IReadOnlyList<(ImmutableArray<string> Patients, ScoredPatients Scored, Statistic Statistic)> seeds, ulong seed, int replicates)
    {
        var stratum = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in seeds)
        {
            var strata = Bootstrap.Strata(task, one.Scored);
            for (var i = 0; i < strata.Length; i++)
                stratum.TryAdd(one.Patients[i], strata[i]);
        }

        var row = stratum.Keys.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i, StringComparer.Ordinal);
        var draws = new BootstrapDraws(seed, "over-seeds", [.. stratum.Values], replicates);
        var sums = new double[replicates];
        var defined = new int[replicates];
        var perSeed = ImmutableArray.CreateBuilder<double?>(seeds.Count);
        foreach (var (patients, _, statistic) in seeds)
        {
            var counts = new int[patients.Length];
            Array.Fill(counts, 1);
            perSeed.Add(statistic(counts));
            var rows = patients.Select(p => row[p]).ToArray();
            for (var r = 0; r < replicates; r++)
            {
                var all = draws.Counts(r);
                for (var i = 0; i < rows.Length; i++)
                    counts[i] = all[rows[i]];
                if (statistic(counts) is not { } value)
                    continue;
                sums[r] += value;
                defined[r]++;
            }
        }

        for (var r = 0; r < replicates; r++)
            sums[r] = defined[r] == 0 ? double.NaN : sums[r] / defined[r];
        return new SeedMean(Spread.Of(perSeed).Mean, Bootstrap.Percentile95(sums), perSeed.ToImmutable(), stratum.Count);
    }
}
