using Lamella.Federation.Metrics;

namespace Lamella.Simulation.Reporting;

/// <summary>Numbers and names as a reader expects them.</summary>
internal static class Wording
{
    private const string Minus = "\u2212";

    /// <summary>Three decimals; a dash where there is no value.</summary>
    public static string Value(double? value) => value is { } v ? (Math.Round(v, 3) < 0 ? Minus : "") + Math.Abs(v).ToString("0.000") : "\u2013";

    /// <summary>Three decimals with a sign.</summary>
    public static string Difference(double? value) => value is not { } v ? "\u2013"
        : Math.Round(v, 3) == 0 ? "0.000"
        : (v < 0 ? Minus : "+") + Math.Abs(v).ToString("0.000");

    /// <summary>"low to high"; a dash where there is none.</summary>
    public static string Range(double? low, double? high, bool signed = false) => low is null || high is null
        ? "\u2013"
        : signed ? $"{Difference(low)} to {Difference(high)}" : $"{Value(low)} to {Value(high)}";

    /// <summary>p-value as journals print it.</summary>
    public static string P(double p) => p < 0.001 ? "p < 0.001" : $"p = {p:0.000}";

    /// <summary>Bytes in decimal units.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => $"{bytes / 1e9:0.0} GB",
        >= 1_000_000 => $"{bytes / 1e6:0.0} MB",
        >= 1_000 => $"{bytes / 1e3:0.0} kB",
        _ => $"{bytes} B",
    };

    /// <summary>"1 seed", "3 seeds".</summary>
    public static string Count(int n, string one, string? many = null) => n == 1 ? $"1 {one}" : $"{n:#,0} {many ?? one + "s"}";

    /// <summary>A metric's name in a table.</summary>
    public static string Metric(string name) => name switch
    {
        MetricNames.Auc => "AUC",
        MetricNames.CIndex => "C-index",
        MetricNames.R2 => "R\u00B2",
        MetricNames.Accuracy => "Accuracy",
        MetricNames.BalancedAccuracy => "Balanced accuracy",
        MetricNames.Sensitivity => "Sensitivity",
        MetricNames.Specificity => "Specificity",
        MetricNames.Brier => "Brier score",
        MetricNames.LogLoss => "Log loss",
        MetricNames.CalibrationError => "Calibration error",
        MetricNames.Mae => "Mean absolute error",
        _ => name,
    };

    /// <summary>The value of a primary metric that a guess reaches.</summary>
    public static double Chance(string metric) => metric == MetricNames.R2 ? 0 : 0.5;
}
