using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Joint models and hospitals' own models, averaged over hospitals, and their difference at each.</summary>
internal static class DeployedArms
{
    public static XElement Build(ReportView view) => Section(
        "arms",
        "Results of each way of training",
        El("p", "Each hospital scored the models on its own test patients. The mean counts every hospital the same. The spread over seeds shows how much a result hangs on starting weights and order of batches; how much it hangs on which patients were tested is not measured for means."),
        view.Arms.Count == 0 ? El("p", "There is no mean of the hospitals yet.") : Means(view),
        view.Arms.Count == 0 ? null : Others(view),
        Differences(view));

    private static XElement Means(ReportView view) => Table(
        $"{view.MetricName}, mean of the hospitals, averaged over seeds.",
        ["Trained", view.MetricName, "SD over seeds", "Lowest to highest seed", "Hospitals", "Test patients"],
        view.Arms.Select(arm =>
        {
            var spread = Values(view, arm, view.Metric);
            return (object?[])[
                Name(view, arm), El("b", Wording.Value(arm.Mean)), Wording.Value(arm.Sd), arm.Seeds > 1 ? Wording.Range(spread.Least, spread.Greatest) : "\u2013", $"{arm.Sites}", $"{arm.N:#,0}"];
        }));

    private static XElement? Others(ReportView view)
    {
        var others = MetricSet.For(view.Protocol.Task).Metrics.Skip(1).Select(m => m.Name).ToArray();
        return others.Length == 0 ? null : Table(
            "Further measures, mean of the hospitals, averaged over seeds; each hospital\u2019s own stand in results.json.",
            ["Trained", .. others.Select(Wording.Metric)],
            view.Arms.Select(arm => (object?[])[Name(view, arm), .. others.Select(o => Wording.Value(Values(view, arm, o).Mean))]));
    }

    private static XElement? Differences(ReportView view)
    {
        var all = view.Model.Comparisons.Comparisons.Where(c => c.Against == StudyComparisons.OwnModel).ToArray();
        var strategies = all.Select(c => c.Strategy).Distinct().ToArray();
        if (strategies.Length == 0)
            return null;
        object Cell(string scope, string strategy)
        {
            if (all.FirstOrDefault(c => c.Scope == scope && c.Strategy == strategy) is not { Mean: not null } c)
                return "\u2013";
            var seeds = c.PerSeed.Select(s => s.Difference).OfType<double>().ToList();
            return El(
                "td",
                El("b", Wording.Difference(c.Mean)),
                seeds.Count > 1 ? El("span", Class("sub"), $"seeds {Wording.Range(seeds.Min(), seeds.Max(), signed: true)}") : null);
        }

        var scopes = view.Scopes().Where(s => all.Any(c => c.Scope == s.Scope));
        return Table(
            $"Difference in {view.MetricName}, joint model minus the hospital\u2019s own model, on that hospital\u2019s test patients. No interval: see Methods.",
            ["Hospital", .. strategies],
            scopes.Select(s => (object?[])[s.Name, .. strategies.Select(strategy => Cell(s.Scope, strategy))]));
    }

    private static XElement Name(ReportView view, ArmSummary arm) => El("span", Class("arm " + ReportView.Kind(arm.Arm)), view.ArmName(arm.Arm, arm.Strategy));

    private static Spread Values(ReportView view, ArmSummary arm, string metric) => Spread.Of(
        view.Model.Results.Runs.Where(r => r.Arm == arm.Arm && r.Strategy == arm.Strategy)
            .Select(r => r.Metrics.FirstOrDefault(m => m.Scope == ScopeNames.MeanOfSites && m.Name == metric)?.Value));
}
