using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>What a site may say of a model, and when: once for each run and arm, after the run, and within its approval.</summary>
internal static class ScoreFold
{
    /// <summary>Bounds of a metric hold up to rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Why a score is not taken, in words; null when it is.</summary>
    /// <param name="run">The run it is about.</param>
    /// <param name="study">The run's study.</param>
    /// <param name="site">The site's standing.</param>
    /// <param name="e">The score.</param>
    /// <param name="time">Milliseconds since 1970 UTC.</param>
    public static string? WhyNot(RunState run, StudyState study, SiteStanding site, ModelScored e, long time)
    {
        if (study.WhyNotScore(site, time) is { } reason)
            return reason;
        if (!run.IsScorable)
            return "the run has not come to its end";
        if (run.ScoreOf(e.Site, e.Arm) is not null)
            return "it has scored that before";
        if (e.Arm == ScoredArms.Local && !study.TrainingSites.Contains(e.Site))
            return "it trains no model of its own";
        if (e.Arm == ScoredArms.Federated && e.Model != run.Model)
            return "that is not the run's model";
        return WhyNotPatients(study.Protocol.Reporting.MinimumCell, e) ?? WhyNotMetrics(study.Protocol.Task, e);
    }

    /// <summary>No count of patients below the smallest cell is ever told.</summary>
    private static string? WhyNotPatients(int minimumCell, ModelScored e) =>
        e.Patients > FederationState.MostPatients ? "so many patients cannot be"
        : e.Patients >= Math.Max(1, minimumCell) || (e.Patients == 0 && e.Withheld.Length > 0) ? null
        : "so few patients must not be told";

    private static string? WhyNotMetrics(TaskSpec task, ModelScored e)
    {
        if (e.Withheld.Length > 0)
            return e.Metrics.IsEmpty ? null : "metrics are told and said to be withheld";
        if (!e.Metrics.Select(m => m.Name).SequenceEqual(MetricSet.For(task).Metrics.Select(m => m.Name)))
            return "those are not the metrics of the study's task, in their order";
        return e.Metrics.FirstOrDefault(m => !Within(m.Name, m.Value) || !Within(m.Name, m.Low) || !Within(m.Name, m.High)) is { } wrong ? $"such a value of {wrong.Name} cannot be" : null;
    }

    private static bool Within(string name, double? value)
    {
        var (least, greatest) = MetricNames.Range(name);
        return value is null || (value >= least - Rounding && value <= greatest + Rounding);
    }
}
