using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Joint minus own model at each hospital of a deployed study, seeds as small marks, around a line at no difference.</summary>
internal static class OwnModelPlot
{
    private const double Width = 720, Left = 215, Right = 575, RowHeight = 30, Top = 26, SeedMark = 3;

    public static XElement? Build(ReportView view)
    {
        var names = view.Scopes().ToDictionary(s => s.Scope, s => s.Name, StringComparer.Ordinal);
        var rows = view.Comparisons(StudyComparisons.OwnModel).Where(c => c is { Mean: not null, Scope: not null }).ToArray();
        if (rows.Length == 0)
            return null;
        var axis = Axis.Around([0, .. rows.SelectMany(r => r.PerSeed).Select(s => s.Difference).OfType<double>()], Left, Right);
        var bottom = Top + (rows.Length * RowHeight);
        var content = new List<XElement>
        {
            Svg.Text(axis[0] - 8, 14, "\u2190 joint model worse", "small", "end"),
            Svg.Text(axis[0] + 8, 14, "joint model better \u2192", "small"),
            Svg.Line(axis[0], 20, axis[0], bottom, "zero"),
        };
        content.AddRange(axis.Ticks.Select(t => Svg.Line(axis[t], bottom, axis[t], bottom + 5, "axis")));
        content.AddRange(axis.Ticks.Select(t => Svg.Text(axis[t], bottom + 19, axis.Label(t), "small", "middle")));
        content.Add(Svg.Line(Left, bottom, Right, bottom, "axis"));
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, y) = (rows[i], Top + (i * RowHeight) + 14);
            content.Add(Svg.Text(0, y + 4, names[row.Scope!], row.Scope == ScopeNames.MeanOfSites ? "strong" : ""));
            if (row.PerSeed.Length > 1)
                content.AddRange(row.PerSeed.Select(s => s.Difference).OfType<double>().Select(d => Svg.Mark("federated faint", axis[d], y, SeedMark)));
            content.Add(Svg.Mark("federated", axis[row.Mean!.Value], y));
            content.Add(Svg.Text(Width, y + 4, Wording.Difference(row.Mean), "number", "end"));
        }

        var description = string.Join(" ", rows.Select(r => $"{names[r.Scope!]}: {Wording.Difference(r.Mean)}."));
        return Figure(
            Svg.Plot("differences", Width, bottom + 26, $"Difference in {view.MetricName} between the joint model and each hospital's own", description, content),
            El("b", "Difference in " + view.MetricName + "."),
            $" Joint model ({view.Main}) minus the hospital\u2019s own model, on the hospital\u2019s own test patients. Full mark: mean over seeds; faint marks: single seeds. No intervals: how much a difference hangs on which patients were tested is not measured.");
    }
}
