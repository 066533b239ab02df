using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Every arm on the pooled test patients, and the federated ones minus the others.</summary>
internal static class ArmsSection
{
    public static XElement Build(ReportView view) => view.Deployment is not null ? DeployedArms.Build(view) : Section(
        "arms",
        "Results of each way of training",
        El("p", "Every model was tested on the same patients: the test patients of all hospitals together. The spread over seeds shows how much a result hangs on starting weights and order of batches; the interval shows how much it hangs on which patients were tested."),
        Arms(view),
        Differences(view),
        Others(view));

    private static XElement Arms(ReportView view)
    {
        var rows = view.Arms.Select(arm =>
        {
            if (arm.Withheld is not null)
                return (object?[])[Name(view, arm), .. Enumerable.Repeat<object>(Withheld(view), 4)];
            var spread = Values(view, arm, view.Metric);
            return [
                Name(view, arm),
                El("b", Wording.Value(arm.Mean)),
                Wording.Range(arm.Low, arm.High),
                arm.Sd is null ? "\u2013" : Wording.Value(arm.Sd),
                arm.Seeds > 1 ? Wording.Range(spread.Least, spread.Greatest) : "\u2013"];
        });
        return Table(
            $"{view.MetricName}, mean over {Wording.Count(view.Protocol.Seeds.Length, "seed")} on {Wording.Count(view.Arms.Count == 0 ? 0 : view.Arms.Max(a => a.N), "test patient")}.",
            ["Trained", view.MetricName, "95 % interval", "SD over seeds", "Lowest to highest seed"],
            rows);
    }

    private static XElement? Others(ReportView view)
    {
        var others = MetricSet.For(view.Protocol.Task).Metrics.Skip(1).Select(m => m.Name).ToArray();
        if (others.Length == 0)
            return null;
        return Table(
            "Further measures, mean over seeds; intervals of every run stand in results.json.",
            ["Trained", .. others.Select(Wording.Metric)],
            view.Arms.Select(arm => (object?[])[Name(view, arm), .. others.Select(o => arm.Withheld is null ? (object)Wording.Value(Values(view, arm, o).Mean) : Withheld(view))]));
    }

    private static XElement Name(ReportView view, ArmSummary arm) => El("span", Class("arm " + ReportView.Kind(arm.Arm)), view.ArmName(arm.Arm, arm.Strategy));

    private static XElement Withheld(ReportView view) => El("span", Class("withheld"), $"withheld (fewer than {view.Protocol.Reporting.MinimumCell})");

    private static XElement? Differences(ReportView view)
    {
        var strategies = view.Model.Comparisons.Comparisons.Select(c => c.Strategy).Distinct().ToArray();
        if (strategies.Length == 0)
            return null;
        string[] others = [StudyComparisons.BestLocal, ArmNames.Ensemble, ArmNames.Pooled];
        object Cell(string strategy, string against)
        {
            if (view.Comparison(against, strategy) is not { Mean: not null } c)
                return "\u2013";
            var seeds = c.PerSeed.Count(s => s.Difference is not null);
            return El(
                "td",
                c.Low > 0 ? Class("better") : c.High < 0 ? Class("worse") : null,
                El("b", Wording.Difference(c.Mean)),
                $" ({Wording.Range(c.Low, c.High, signed: true)})",
                seeds > 1 ? El("span", Class("sub"), $"ahead in {c.PerSeed.Count(s => s.Difference > 0)} of {seeds} seeds") : null);
        }

        return Table(
            $"Difference in {view.MetricName}, federated minus the other, on the same patients, with 95 % interval. Green: interval above zero. Red: below zero.",
            ["Strategy", "minus best local", "minus ensemble", "minus pooled"],
            strategies.Select(s => (object?[])[s, .. others.Select(o => Cell(s, o))]));
    }

    private static Spread Values(ReportView view, ArmSummary arm, string metric) => Spread.Of(
        view.Model.Results.Runs.Where(r => r.Arm == arm.Arm && r.Strategy == arm.Strategy)
            .Select(r => r.Metrics.FirstOrDefault(m => m.Scope == ScopeNames.Pooled && m.Name == metric)?.Value));
}
