using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Results;

/// <summary>Turns predictions into the metrics of a run.</summary>
public static class Scoring
{
    /// <summary>
    /// All metrics of the study's task on the pooled test patients and on each site's, with intervals; a scope with too small a cell is withheld
    /// (<see cref="MinimumCell"/>). Draws depend on seed and scope only, so the arms of a seed are resampled alike.
    /// </summary>
    public static ImmutableArray<MetricResult> Evaluate(StudyProtocol protocol, PredictionTable predictions)
    {
        var metrics = MetricSet.For(protocol.Task).Metrics;
        var results = ImmutableArray.CreateBuilder<MetricResult>();
        foreach (var scope in Scopes(protocol))
        {
            var patients = PredictionTable.Score(predictions.TestRows(scope));
            if (MinimumCell.Withheld(protocol.Task, patients, protocol.Reporting.MinimumCell) is { } reason)
            {
                results.AddRange(metrics.Select(m => new MetricResult(scope, m.Name, null, null, null, patients.Count, reason)));
                continue;
            }

            var draws = new BootstrapDraws(predictions.Seed, scope, Bootstrap.Strata(protocol.Task, patients), Math.Max(1, protocol.Reporting.Bootstrap));
            foreach (var metric in metrics)
            {
                var value = metric.Compute(patients);
                var interval = value is null ? null : Bootstrap.Percentile95(Bootstrap.Replicates(metric.Prepare(patients), draws));
                results.Add(new MetricResult(scope, metric.Name, value, interval?.Low, interval?.High, patients.Count));
            }
        }

        return results.ToImmutable();
    }

    /// <summary>The pooled scope, then every site's in site-id order.</summary>
    internal static IEnumerable<string> Scopes(StudyProtocol protocol) =>
        [ScopeNames.Pooled, .. protocol.Sites.Select(s => s.Id).Order().Select(ScopeNames.Site)];
}
