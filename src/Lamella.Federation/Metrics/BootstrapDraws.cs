using Lamella.Federation.Randomness;

namespace Lamella.Federation.Metrics;

/// <summary>
/// Which patients each bootstrap replicate holds, as counts. Patients are drawn with replacement within strata (outcome class; event or
/// censored), as in pROC (Robin et al. 2011): class counts stay as observed, and no replicate of a small test set loses a class. Two arms scored
/// under the same draws are compared patient by patient. Replicate r draws from a stream of its own.
/// </summary>
public sealed class BootstrapDraws
{
    private readonly int[] counts;

    /// <summary>Makes the draws.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="scope">What is resampled, e.g. <c>pooled</c>; part of the stream's key.</param>
    /// <param name="strata">Stratum of each patient.</param>
    /// <param name="replicates">Number of replicates, at least 1.</param>
    public BootstrapDraws(ulong seed, string scope, IReadOnlyList<int> strata, int replicates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        (Replicates, Patients) = (replicates, strata.Count);
        counts = new int[(long)replicates * strata.Count];
        var members = strata.Select((stratum, row) => (stratum, row)).GroupBy(p => p.stratum).OrderBy(g => g.Key).Select(g => g.Select(p => p.row).ToArray()).ToArray();
        var key = RandomStream.KeyOf(seed, scope, Purposes.Bootstrap);
        for (var r = 0; r < replicates; r++)
        {
            var stream = new RandomStream(key, (ulong)r);
            var row = counts.AsSpan(r * Patients, Patients);
            foreach (var stratum in members)
            {
                for (var i = 0; i < stratum.Length; i++)
                    row[stratum[stream.NextInt(stratum.Length)]]++;
            }
        }
    }

    /// <summary>Number of replicates.</summary>
    public int Replicates { get; }

    /// <summary>Number of patients.</summary>
    public int Patients { get; }

    /// <summary>How often each patient counts in a replicate.</summary>
    public ReadOnlySpan<int> Counts(int replicate) => counts.AsSpan(replicate * Patients, Patients);
}
