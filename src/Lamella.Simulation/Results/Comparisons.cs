using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Results;

/// <summary>Sums arms up over seeds and compares the federated ones with the others, patient by patient.</summary>
public static class Comparisons
{
    /// <summary>
    /// Compares by the task's primary metric on test patients. Best local is the local arm with the highest mean over seeds on the pooled test
    /// patients; as it is chosen on them, it is flattered. Draws follow from the protocol's first seed.
    /// </summary>
    /// <param name="protocol">The study.</param>
    /// <param name="predictions">One table per arm and seed.</param>
    public static StudyComparisons Compute(StudyProtocol protocol, IReadOnlyList<PredictionTable> predictions)
    {
        var metric = MetricSet.For(protocol.Task).Primary;
        var arms = predictions.GroupBy(p => (p.Arm, p.Strategy)).Select(g => g.OrderBy(p => p.Seed).ToArray()).ToArray();
        var summaries = arms.SelectMany(arm => Scoring.Scopes(protocol).Select(scope => Summarise(protocol, metric, arm, scope))).ToImmutableArray();
        var bestLocal = summaries
            .Where(s => s.Scope == ScopeNames.Pooled && ArmNames.SiteOf(s.Arm) is not null && s.Mean is not null)
            .OrderByDescending(s => s.Mean).ThenBy(s => s.Arm, StringComparer.Ordinal).FirstOrDefault()?.Arm;
        (string Against, string? Arm)[] others = [(StudyComparisons.BestLocal, bestLocal), (ArmNames.Ensemble, ArmNames.Ensemble), (ArmNames.Pooled, ArmNames.Pooled)];
        var comparisons =
            from federated in arms
            where federated[0].Arm == ArmNames.Federated
            from other in others
            let arm = arms.FirstOrDefault(a => a[0].Arm == other.Arm)
            where arm is not null
            select Compare(protocol, metric, federated, other.Against, arm);
        return new StudyComparisons(protocol.Study, ProtocolEncoding.Hash(protocol), metric.Name, summaries, [.. comparisons]);
    }

    private static ArmSummary Summarise(StudyProtocol protocol, Metric metric, PredictionTable[] arm, string scope)
    {
        var seeds = arm.Select(table => Scores(table.TestRows(scope))).ToArray();
        var patients = seeds.SelectMany(s => s.Patients).Distinct().Count();
        if (seeds.Select(s => MinimumCell.Withheld(protocol.Task, s.Scored, protocol.Reporting.MinimumCell)).FirstOrDefault(r => r is not null) is { } reason)
            return new ArmSummary(arm[0].Arm, arm[0].Strategy, scope, null, null, null, null, 0, patients, reason);
        var mean = SeedBootstrap.Mean(protocol.Task, metric, seeds, protocol.Seeds[0], Math.Max(1, protocol.Reporting.Bootstrap));
        var spread = Spread.Of(mean.PerSeed);
        var interval = spread.Count == 0 ? null : mean.Interval;
        return new ArmSummary(arm[0].Arm, arm[0].Strategy, scope, mean.Mean, spread.Deviation, interval?.Low, interval?.High, spread.Count, patients);
    }

    private static ArmComparison Compare(StudyProtocol protocol, Metric metric, PredictionTable[] federated, string against, PredictionTable[] other)
    {
        var pairs = (from f in federated join o in other on f.Seed equals o.Seed select (f.Seed, Scores: Pair(f, o))).ToArray();
        var withheld = pairs.Any(p => MinimumCell.Withheld(protocol.Task, p.Scores.First, protocol.Reporting.MinimumCell) is not null);
        var result = withheld
            ? new SeedMean(null, null, [.. pairs.Select(_ => (double?)null)], pairs.SelectMany(p => p.Scores.Patients).Distinct().Count())
            : SeedBootstrap.Difference(protocol.Task, metric, [.. pairs.Select(p => p.Scores)], protocol.Seeds[0], Math.Max(1, protocol.Reporting.Bootstrap));
        var interval = result.Mean is null ? null : result.Interval;
        return new ArmComparison
        {
            Strategy = federated[0].Strategy ?? "",
            Against = against,
            Arm = other[0].Arm,
            Mean = result.Mean,
            Sd = Spread.Of(result.PerSeed).Deviation,
            Low = interval?.Low,
            High = interval?.High,
            N = result.Patients,
            PerSeed = [.. pairs.Zip(result.PerSeed, (p, d) => new SeedDifference(p.Seed, d))],
        };
    }

    private static SeedScores Scores(ImmutableArray<PredictionRow> rows) => new([.. rows.Select(r => r.Key)], PredictionTable.Score(rows));

    private static PairedScores Pair(PredictionTable first, PredictionTable second)
    {
        var pairs = (from a in first.TestRows(ScopeNames.Pooled)
                     join b in second.TestRows(ScopeNames.Pooled) on a.Key equals b.Key
                     select (a, b)).ToArray();
        return new PairedScores([.. pairs.Select(p => p.a.Key)], PredictionTable.Score([.. pairs.Select(p => p.a)]), PredictionTable.Score([.. pairs.Select(p => p.b)]));
    }
}
