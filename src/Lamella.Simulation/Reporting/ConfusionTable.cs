using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>True class by predicted class, shaded by share of the true class.</summary>
internal static class ConfusionTable
{
    public static XElement Build(ReportView view, MulticlassTask task, ScoredPatients patients)
    {
        var counts = Classification.Confusion(patients);
        var minimum = view.Protocol.Reporting.MinimumCell;
        object?[] Row(int actual)
        {
            var row = Enumerable.Range(0, task.Classes.Length).Select(c => counts[actual, c]).ToArray();
            var total = row.Sum();

            // Beside a withheld cell, the total or a percentage would give it away.
            return row.Any(n => n > 0 && n < minimum)
                ? [task.Classes[actual], .. row.Select(n => n > 0 && n < minimum ? El("td", Class("withheld"), $"< {minimum}") : El("td", n.ToString("#,0"))), "\u2013"]
                : [task.Classes[actual], .. row.Select((n, c) => Cell(n, total, c == actual)), total.ToString("#,0")];
        }

        return El(
            "div",
            Class("confusion"),
            Table(
                $"Test patients by true class (rows) and predicted class (columns); {PredictionSection.Drawn(view)}. Shade and percentage: share of the true class.",
                ["True \\ predicted", .. task.Classes, "All"],
                Enumerable.Range(0, task.Classes.Length).Select(Row)));
    }

    private static XElement Cell(int count, int total, bool right)
    {
        var share = total == 0 ? 0 : (double)count / total;
        return El(
            "td",
            Class(right ? "right" : "wrong"),
            At("style", $"--share:{Math.Round(100 * share)}%"),
            El("b", count.ToString("#,0")),
            El("span", Class("sub"), total == 0 ? "\u2013" : $"{100 * share:0} %"));
    }
}
