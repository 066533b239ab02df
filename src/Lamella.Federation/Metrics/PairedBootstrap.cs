using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>
/// Paired bootstrap of the difference of two arms on the same patients. A replicate draws patients once, from all who were tested under any
/// seed, applies that one draw to both arms and to every seed's test set, and averages the differences over the seeds. So the interval speaks
/// of other patients, with the seeds as they are; where seeds share test patients these are not counted as independent evidence.
/// </summary>
public static class PairedBootstrap
{
    /// <summary>Difference of <paramref name="metric"/>, first minus second.</summary>
    /// <param name="task">Decides the strata.</param>
    /// <param name="metric">What is compared.</param>
    /// <param name="seeds">The two arms' scores, one entry per seed.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="replicates">Number of replicates.</param>
    public static PairedDifference Difference(TaskSpec task, Metric metric, IReadOnlyList<PairedScores> seeds, ulong seed, int replicates)
    {
        var stratum = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in seeds)
        {
            var strata = Bootstrap.Strata(task, one.First);
            for (var i = 0; i < strata.Length; i++)
                stratum.TryAdd(one.Patients[i], strata[i]);
        }

        if (stratum.Count == 0)
            return new PairedDifference(null, null, [.. seeds.Select(_ => (double?)null)], 0);
        var row = stratum.Keys.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i, StringComparer.Ordinal);
        var draws = new BootstrapDraws(seed, "paired", [.. stratum.Values], replicates);
        var sums = new double[replicates];
        var defined = new int[replicates];
        foreach (var one in seeds)
            AddReplicates(metric, one, [.. one.Patients.Select(p => row[p])], draws, sums, defined);
        for (var r = 0; r < replicates; r++)
            sums[r] = defined[r] == 0 ? double.NaN : sums[r] / defined[r];

        var perSeed = seeds.Select(s => metric.Compute(s.First) - metric.Compute(s.Second)).ToImmutableArray();
        var known = perSeed.Where(d => d is not null).ToArray();
        return new PairedDifference(known.Length == 0 ? null : known.Average(), Bootstrap.Percentile95(sums), perSeed, stratum.Count);
    }

    private static void AddReplicates(Metric metric, PairedScores scores, int[] rows, BootstrapDraws draws, double[] sums, int[] defined)
    {
        var (first, second) = (metric.Prepare(scores.First), metric.Prepare(scores.Second));
        var counts = new int[rows.Length];
        for (var r = 0; r < draws.Replicates; r++)
        {
            var all = draws.Counts(r);
            for (var i = 0; i < rows.Length; i++)
                counts[i] = all[rows[i]];
            if (first(counts) is { } a && second(counts) is { } b)
            {
                sums[r] += a - b;
                defined[r]++;
            }
        }
    }
}
