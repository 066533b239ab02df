using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>The metrics of a task, the primary one first. The primary metric is the one arms are compared by; a higher value of it is always better.</summary>
public sealed class MetricSet
{
    private static readonly MetricSet Binary = new(
        new(MetricNames.Auc, true, p => RocAuc.Prepare(p.Scores, p.Outcome)),
        new(MetricNames.Accuracy, true, Classification.Accuracy),
        new(MetricNames.BalancedAccuracy, true, Classification.BalancedAccuracy),
        new(MetricNames.Sensitivity, true, p => Classification.Recall(p, 1)),
        new(MetricNames.Specificity, true, p => Classification.Recall(p, 0)),
        new(MetricNames.Brier, false, ProbabilityScores.Brier),
        new(MetricNames.LogLoss, false, ProbabilityScores.LogLoss),
        new(MetricNames.CalibrationError, false, ProbabilityScores.CalibrationError));

    private static readonly MetricSet Multiclass = new(
        new(MetricNames.Auc, true, RocAuc.PrepareMacro),
        new(MetricNames.Accuracy, true, Classification.Accuracy),
        new(MetricNames.BalancedAccuracy, true, Classification.BalancedAccuracy),
        new(MetricNames.Brier, false, ProbabilityScores.Brier),
        new(MetricNames.LogLoss, false, ProbabilityScores.LogLoss));

    private static readonly MetricSet Survival = new(new Metric(MetricNames.CIndex, true, p => ConcordanceIndex.Prepare(p.Time, p.Outcome, p.Scores)));

    private static readonly MetricSet Regression = new(
        new(MetricNames.R2, true, RegressionScores.R2),
        new(MetricNames.Mae, false, RegressionScores.MeanAbsoluteError));

    private MetricSet(params ImmutableArray<Metric> metrics) => Metrics = metrics;

    /// <summary>All metrics, the primary one first.</summary>
    public ImmutableArray<Metric> Metrics { get; }

    /// <summary>The metric arms are compared by: AUC, C-index or R2.</summary>
    public Metric Primary => Metrics[0];

    /// <summary>The metrics of <paramref name="task"/>.</summary>
    public static MetricSet For(TaskSpec task) => task switch
    {
        BinaryTask => Binary,
        MulticlassTask => Multiclass,
        SurvivalTask => Survival,
        RegressionTask => Regression,
        _ => throw new ArgumentException($"No metrics are defined for {task.GetType().Name}.", nameof(task)),
    };

    /// <summary>The metric of that name; a name that the task does not have throws <see cref="ArgumentException"/>.</summary>
    public Metric this[string name] =>
        Metrics.FirstOrDefault(m => m.Name == name) ?? throw new ArgumentException($"'{name}' is not one of {string.Join(", ", Metrics.Select(m => m.Name))}.", nameof(name));

    /// <summary>One metric over these patients; null where undefined.</summary>
    public double? Compute(string name, ScoredPatients patients) => this[name].Compute(patients);
}
