using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>What a model scores on a set of test patients: the one place where values, intervals and small-cell suppression meet.</summary>
/// <param name="Patients">Test patients.</param>
/// <param name="Withheld">Why values are withheld; null when they are not.</param>
/// <param name="Metrics">Every metric of the task, in the order of <see cref="MetricSet"/>.</param>
public sealed record ScopeScores(int Patients, string? Withheld, ImmutableArray<ScoredMetric> Metrics)
{
    /// <summary>
    /// Scores patients, with intervals, unless a cell is too small (<see cref="MinimumCell"/>). Draws depend on seed and scope only, so the arms of a seed
    /// are resampled alike, and a site at home draws as a simulated study does.
    /// </summary>
    /// <param name="protocol">The study.</param>
    /// <param name="patients">The test patients, in order of site and id.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="scope">Whose patients they are; see <see cref="ScopeNames"/>.</param>
    public static ScopeScores Of(StudyProtocol protocol, ScoredPatients patients, ulong seed, string scope)
    {
        var metrics = MetricSet.For(protocol.Task).Metrics;
        if (MinimumCell.Withheld(protocol.Task, patients, protocol.Reporting.MinimumCell) is { } reason)
            return new ScopeScores(patients.Count, reason, [.. metrics.Select(m => new ScoredMetric(m.Name, null, null, null))]);
        var draws = new BootstrapDraws(seed, scope, Bootstrap.Strata(protocol.Task, patients), Math.Max(1, protocol.Reporting.Bootstrap));
        return new ScopeScores(patients.Count, null, [.. metrics.Select(metric =>
        {
            var value = metric.Compute(patients);
            var interval = value is null ? null : Bootstrap.Percentile95(Bootstrap.Replicates(metric.Prepare(patients), draws));
            return new ScoredMetric(metric.Name, value, interval?.Low, interval?.High);
        })]);
    }
}
