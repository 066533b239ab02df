using Lamella.Federation.Metrics;
using Lamella.Federation.Randomness;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Evidence;

/// <summary>
/// Whether tile scores find the tiles that matter: <c>tileAuc</c> over all test tiles together, and <c>tileAucWithinPatient</c>, the mean over patients who
/// have tiles of both kinds. Intervals resample patients, since tiles of one patient are alike. Tile truth is never trained on.
/// </summary>
internal static class TileMetrics
{
    private const string OverAll = "tileAuc", WithinPatient = "tileAucWithinPatient";

    /// <summary>Both metrics on the pooled scope and on each site.</summary>
    public static IReadOnlyList<MetricResult> Of(IReadOnlyList<TileEvidence> patients, ulong seed, int replicates)
    {
        var scopes = patients.GroupBy(p => p.Site).OrderBy(g => g.Key).Select(g => (Scope: ScopeNames.Site(g.Key), Patients: g.ToList()));
        return [.. scopes.Prepend((Scope: ScopeNames.Pooled, Patients: patients.ToList())).SelectMany(s => new[]
        {
            Measure(s.Scope, OverAll, s.Patients, AllTiles, seed, replicates),
            Measure(s.Scope, WithinPatient, s.Patients, MeanWithin, seed, replicates),
        })];
    }

    private static MetricResult Measure(string scope, string name, List<TileEvidence> patients, Func<IReadOnlyList<TileEvidence>, double?> metric, ulong seed, int replicates)
    {
        var value = metric(patients);
        if (value is null)
            return new MetricResult(scope, name, null, null, null, patients.Count);
        var draws = new List<double>(replicates);
        for (var replicate = 0; replicate < replicates; replicate++)
        {
            var random = new RandomStream(seed, scope, Purposes.Bootstrap, (ulong)replicate);
            var drawn = new TileEvidence[patients.Count];
            for (var i = 0; i < drawn.Length; i++)
                drawn[i] = patients[random.NextInt(patients.Count)];
            if (metric(drawn) is { } v)
                draws.Add(v);
        }

        var interval = draws.Count == 0 ? null : Bootstrap.Percentile95(draws.ToArray());
        return new MetricResult(scope, name, value, interval?.Low, interval?.High, patients.Count);
    }

    private static double? AllTiles(IReadOnlyList<TileEvidence> patients) =>
        RocAuc.Of([.. patients.SelectMany(p => p.Scores)], [.. patients.SelectMany(p => p.Truth)]);

    private static double? MeanWithin(IReadOnlyList<TileEvidence> patients)
    {
        var each = patients.Select(p => RocAuc.Of(p.Scores, p.Truth)).OfType<double>().ToList();
        return each.Count == 0 ? null : each.Average();
    }
}
