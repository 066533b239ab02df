using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>Names of the metrics as they stand in results.</summary>
public static class MetricNames
{
    /// <summary>Area under the ROC curve; for several classes the mean of one class against the rest.</summary>
    public const string Auc = "auc";

    /// <summary>Share of patients classified right (binary: at probability .5).</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Mean over classes of the share classified right.</summary>
    public const string BalancedAccuracy = "balancedAccuracy";

    /// <summary>Share of positive patients at or above probability .5.</summary>
    public const string Sensitivity = "sensitivity";

    /// <summary>Share of negative patients below probability .5.</summary>
    public const string Specificity = "specificity";

    /// <summary>Brier score.</summary>
    public const string Brier = "brier";

    /// <summary>Mean negative log-likelihood of the outcome.</summary>
    public const string LogLoss = "logLoss";

    /// <summary>Expected calibration error over ten bins.</summary>
    public const string CalibrationError = "calibrationError";

    /// <summary>Harrell's concordance index.</summary>
    public const string CIndex = "cindex";

    /// <summary>Mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>Coefficient of determination.</summary>
    public const string R2 = "r2";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
        [Auc, Accuracy, BalancedAccuracy, Sensitivity, Specificity, Brier, LogLoss, CalibrationError, CIndex, Mae, R2];

    /// <summary>Least and greatest value that a metric can have.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    public static (double Least, double Greatest) Range(string name) => name switch
    {
        LogLoss or Mae => (0, double.MaxValue),
        R2 => (-double.MaxValue, 1),
        Brier => (0, 2),
        _ => (0, 1),
    };
}
