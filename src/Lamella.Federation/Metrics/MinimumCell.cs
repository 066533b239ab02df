using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>
/// Small-cell suppression: metrics of a scope in which an outcome class (event or censored, for survival) has fewer patients than the minimum
/// are withheld, since they would describe single patients. A minimum of 0 or 1 withholds nothing.
/// </summary>
public static class MinimumCell
{
    /// <summary>Why the metrics of these patients are withheld, or null when they may be shown. The reason does not tell the count.</summary>
    public static string? Withheld(TaskSpec task, ScoredPatients patients, int minimum)
    {
        if (minimum <= 1)
            return null;
        var cells = task switch
        {
            RegressionTask => [patients.Count],
            MulticlassTask several => Enumerable.Range(0, several.Classes.Length).Select(c => patients.Outcome.Count(o => (int)o == c)).ToArray(),
            _ => [patients.Outcome.Count(o => o == 1), patients.Outcome.Count(o => o != 1)],
        };
        var what = task switch
        {
            RegressionTask => "patients",
            SurvivalTask => "patients with or without the event",
            _ => "patients of a class",
        };
        return cells.Any(n => n < minimum) ? $"fewer than {minimum} {what}" : null;
    }
}
