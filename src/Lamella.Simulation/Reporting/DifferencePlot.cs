using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Federated minus the other arms, with intervals, around a line at no difference.</summary>
internal static class DifferencePlot
{
    private const double Width = 720, Left = 215, Right = 545, RowHeight = 30, Top = 26;

    public static XElement? Build(ReportView view)
    {
        string[] others = [StudyComparisons.BestLocal, ArmNames.Ensemble, ArmNames.Pooled];
        var rows = others.Select(o => view.Comparison(o)).OfType<ArmComparison>().Where(c => c.Mean is not null).ToArray();
        if (rows.Length == 0)
            return null;
        var axis = Axis.Around([0, .. rows.SelectMany(r => new[] { r.Low ?? r.Mean!.Value, r.High ?? r.Mean!.Value })], Left, Right);
        var bottom = Top + (rows.Length * RowHeight);
        var content = new List<XElement>
        {
            Svg.Text(axis[0] - 8, 14, "\u2190 federated worse", "small", "end"),
            Svg.Text(axis[0] + 8, 14, "federated better \u2192", "small"),
            Svg.Line(axis[0], 20, axis[0], bottom, "zero"),
        };
        content.AddRange(axis.Ticks.Select(t => Svg.Line(axis[t], bottom, axis[t], bottom + 5, "axis")));
        content.AddRange(axis.Ticks.Select(t => Svg.Text(axis[t], bottom + 19, axis.Label(t), "small", "middle")));
        content.Add(Svg.Line(Left, bottom, Right, bottom, "axis"));
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, y) = (rows[i], Top + (i * RowHeight) + 14);
            content.Add(Svg.Text(0, y + 4, "minus " + Name(view, row)));
            if (row.Low is { } low && row.High is { } high)
                content.Add(Svg.Line(axis[low], y, axis[high], y, "interval federated"));
            content.Add(Svg.Mark("federated", axis[row.Mean!.Value], y));
            content.Add(Svg.Text(Width, y + 4, $"{Wording.Difference(row.Mean)} ({Wording.Range(row.Low, row.High, signed: true)})", "number", "end"));
        }

        var description = string.Join(" ", rows.Select(r => $"Federated minus {Name(view, r)}: {Wording.Difference(r.Mean)}, 95 % interval {Wording.Range(r.Low, r.High, signed: true)}."));
        return Figure(
            Svg.Plot("differences", Width, bottom + 26, $"Difference in {view.MetricName} between the federated model and the others", description, content),
            El("b", "Difference in " + view.MetricName + "."),
            $" Federated ({view.Main}) minus each of the others on the same test patients; dot: mean over {Wording.Count(rows.Max(r => r.PerSeed.Length), "seed")}, line: 95 % interval. A line that crosses zero shows no clear difference.");
    }

    private static string Name(ReportView view, ArmComparison row) => row.Against switch
    {
        StudyComparisons.BestLocal => $"best local ({view.SiteName(ArmNames.SiteOf(row.Arm) ?? "")})",
        ArmNames.Ensemble => "ensemble of local models",
        _ => "all data pooled",
    };
}
