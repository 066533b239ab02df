using System.Xml.Linq;
using Lamella.Federation.Metrics;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Predicted against measured values. With a minimum cell above 1 single patients are not drawn, but means of groups.</summary>
internal static class ScatterPlot
{
    private const double Size = 440, Left = 56, Right = 426, Top = 30, Bottom = 400;

    public static XElement Build(ReportView view, ScoredPatients patients)
    {
        var grouped = view.Protocol.Reporting.MinimumCell > 1;
        var points = patients.Scores.Zip(patients.Outcome, (p, o) => (Predicted: (double)p, Measured: (double)o)).OrderBy(p => p.Predicted).ToArray();
        var minimum = view.Protocol.Reporting.MinimumCell;
        if (grouped)
        {
            points = [.. points.Chunk(Math.Max(minimum, (points.Length + 9) / 10))
                .Where(c => c.Length >= minimum)
                .Select(c => (c.Average(p => p.Predicted), c.Average(p => p.Measured)))];
        }

        var all = points.SelectMany(p => new[] { p.Predicted, p.Measured }).ToArray();
        var (x, y) = (Axis.Around(all, Left, Right), Axis.Around(all, Bottom, Top));
        var content = new List<XElement>();
        content.AddRange(x.Ticks.SelectMany(t => new[] { Svg.Line(x[t], Top, x[t], Bottom, "grid"), Svg.Text(x[t], Bottom + 16, x.Label(t), "small", "middle") }));
        content.AddRange(y.Ticks.SelectMany(t => new[] { Svg.Line(Left, y[t], Right, y[t], "grid"), Svg.Text(Left - 6, y[t] + 4, y.Label(t), "small", "end") }));
        content.Add(Svg.Line(x[x.Low], y[y.Low], x[x.High], y[y.High], "chance"));
        content.AddRange(points.Select(p => Svg.Mark(grouped ? "federated" : "federated faint", x[p.Predicted], y[p.Measured], grouped ? 4.5 : 3)));
        content.Add(Svg.Text((Left + Right) / 2, Bottom + 34, "Predicted", "small", "middle"));
        content.Add(Svg.Text(Left, Top - 12, "Measured", "small"));
        return Figure(
            Svg.Plot("scatter", Size, Bottom + 44, "Predicted against measured values", $"{points.Length} {(grouped ? "groups of patients" : "test patients")}.", content),
            El("b", "Predicted against measured"),
            $" ({PredictionSection.Drawn(view)}); one dot per {(grouped ? "group of test patients" : "test patient")}. On the dotted line the prediction is right.");
    }
}
