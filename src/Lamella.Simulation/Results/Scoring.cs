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
        var results = ImmutableArray.CreateBuilder<MetricResult>();
        foreach (var scope in Scopes(protocol))
        {
            var scores = ScopeScores.Of(protocol, PredictionTable.Score(predictions.TestRows(scope)), predictions.Seed, scope);
            results.AddRange(scores.Metrics.Select(m => new MetricResult(scope, m.Name, m.Value, m.Low, m.High, scores.Patients, scores.Withheld)));
        }

        return results.ToImmutable();
    }

    /// <summary>The pooled scope, then every site's in site-id order.</summary>
    internal static IEnumerable<string> Scopes(StudyProtocol protocol) =>
        [ScopeNames.Pooled, .. protocol.Sites.Select(s => s.Id).Order().Select(ScopeNames.Site)];
}
