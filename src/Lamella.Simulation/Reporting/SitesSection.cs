using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>The main arms at each hospital: a forest plot.</summary>
internal static class SitesSection
{
    private const double Width = 720, Left = 250, Right = 560, RowHeight = 21, GroupGap = 16;

    public static XElement Build(ReportView view)
    {
        var groups = view.Scopes().Select(s => (s.Name, s.Scope, Rows: Rows(view, s.Scope).ToArray())).Where(g => g.Rows.Length > 0).ToArray();
        return Section(
            "sites",
            "Results at each hospital",
            groups.Length == 0
                ? El("p", "No results to show by hospital.")
                : Figure(
                    Plot(view, groups),
                    El("b", $"{view.MetricName} by hospital."),
                    Legend(view),
                    view.Model.Comparisons.Summaries.Any(s => s.Withheld is not null) ? $" Withheld: an outcome group has fewer than {view.Protocol.Reporting.MinimumCell} test patients." : null));
    }

    private static string Legend(ReportView view) =>
        " Mark: mean over seeds; line: 95 % interval over patients" + (view.Deployment is null
            ? ". \u201CIts own model\u201D was trained on that hospital alone. Few patients make long lines: hospitals should be compared by where lines lie, not by the mark alone."
            : " as the hospital gave it, where a single seed was run. \u201CIts own model\u201D was trained on that hospital alone. Each hospital tested on its own patients, so marks of different hospitals differ by their patients too.");

    private static IEnumerable<(string Label, ArmSummary Summary)> Rows(ReportView view, string scope)
    {
        foreach (var (arm, strategy) in view.MainArms())
        {
            var isLocal = ReportView.Kind(arm) == "local";
            if (isLocal && ScopeNames.SiteOf(scope) is { } site)
            {
                if (view.Model.Comparisons.Summaries.FirstOrDefault(s => s.Scope == scope && ArmNames.SiteOf(s.Arm) == site) is { } own)
                    yield return ("Its own model", own);
                continue;
            }

            if (view.Summary(arm, strategy, scope) is { } summary)
                yield return (ArmNames.SiteOf(arm) is { } best ? $"Best local ({view.SiteName(best)})" : view.ArmName(arm, strategy), summary);
        }
    }

    private static XElement Plot(ReportView view, (string Name, string Scope, (string Label, ArmSummary Summary)[] Rows)[] groups)
    {
        var values = groups.SelectMany(g => g.Rows).SelectMany(r => new[] { r.Summary.Low ?? r.Summary.Mean, r.Summary.High ?? r.Summary.Mean }).OfType<double>();
        // Where all arms are far above chance, a line there would squeeze them into a corner.
        var chance = Wording.Chance(view.Metric);
        var shown = values.DefaultIfEmpty(chance).ToArray();
        var nearChance = shown.Min() < chance + 0.2;
        var axis = Axis.Around(nearChance ? [chance, .. shown] : shown, Left, Right, 7, view.MetricRange.Floor, view.MetricRange.Ceiling);
        var bottom = 22 + groups.Sum(g => ((g.Rows.Length + 1) * RowHeight) + GroupGap);
        var content = new List<XElement>();
        content.AddRange(axis.Ticks.Select(t => Svg.Line(axis[t], 18, axis[t], bottom, "grid")));
        if (nearChance)
        {
            content.Add(Svg.Line(axis[chance], 18, axis[chance], bottom, "chance"));
            content.Add(Svg.Text(axis[chance], 12, "chance", "small", "middle"));
        }

        double y = 34;
        foreach (var (name, _, rows) in groups)
        {
            content.Add(Svg.Text(0, y + 4, name, "strong"));
            content.Add(Svg.Text(Width, y + 4, Patients(rows.Max(r => r.Summary.N)), "small", "end"));
            foreach (var (label, summary) in rows)
            {
                y += RowHeight;
                content.AddRange(Row(view, axis, label, summary, y));
            }

            y += RowHeight + GroupGap;
        }

        content.Add(Svg.Line(Left, bottom, Right, bottom, "axis"));
        content.AddRange(axis.Ticks.Select(t => Svg.Text(axis[t], bottom + 17, axis.Label(t), "small", "middle")));
        content.Add(Svg.Text((Left + Right) / 2, bottom + 36, view.MetricName, "small", "middle"));
        var description = string.Join(" ", groups.Select(g => g.Name + ": " + string.Join("; ", g.Rows.Select(r => $"{r.Label} {Shown(view, r.Summary)}")) + "."));
        return Svg.Plot("forest", Width, bottom + 42, $"Forest plot of {view.MetricName} by hospital and way of training", description, content);
    }

    private static IEnumerable<XElement> Row(ReportView view, Axis axis, string label, ArmSummary summary, double y)
    {
        var kind = ReportView.Kind(summary.Arm);
        yield return Svg.Text(14, y + 4, label);
        if (summary is { Low: { } low, High: { } high })
            yield return Svg.Line(axis[low], y, axis[high], y, "interval " + kind);
        if (summary.Mean is { } mean)
            yield return Svg.Mark(kind, axis[mean], y);
        yield return Svg.Text(Width, y + 4, Shown(view, summary), summary.Mean is null ? "small" : "number", "end");
    }

    /// <summary>A hospital that withholds its figures may withhold the count too.</summary>
    private static string Patients(int n) => n == 0 ? "patients not told" : Wording.Count(n, "test patient");

    private static string Shown(ReportView view, ArmSummary s) =>
        s.Withheld is not null ? $"withheld (fewer than {view.Protocol.Reporting.MinimumCell})" : s.Mean is null ? "undefined" : s.Low is null ? Wording.Value(s.Mean) : $"{Wording.Value(s.Mean)} ({Wording.Range(s.Low, s.High)})";
}
