using System.Xml.Linq;
using Lamella.Federation.Metrics;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Test metric and training loss by round, one small panel per arm, all panels of a row on the same axes.</summary>
internal static class LearningSection
{
    private const double Width = 236, Height = 168, Left = 40, Right = 222, Top = 26, Bottom = 138;

    public static XElement Build(ReportView view)
    {
        var metric = Panels(view, "metric", view.MetricName, p => p.Metric);
        var loss = Panels(view, "loss", "Training loss", p => p.Loss);
        return Section(
            "learning",
            "How the models learned",
            metric is null && loss is null ? El("p", "No learning curves were recorded.") : null,
            metric is null ? null : Figure(metric, El("b", $"{view.MetricName} on all test patients after each round."), " Thin lines: single seeds; thick line: their mean. Test patients were never used to choose when to stop."),
            loss is null ? null : view.Deployment is not null ? Figure(loss, El("b", "Training loss of each round."), " Thin lines: single seeds; thick line: their mean. Mean over the hospitals of that round, by their training patients. No test metric by round: test patients are scored once, after a run.") : Figure(loss, El("b", "Training loss of each round."), " Thin lines: single seeds; thick line: their mean. Loss is taken on each arm's own training patients, so its level is not comparable between arms."));
    }

    private static XElement? Panels(ReportView view, string id, string what, Func<LearningCurvePoint, double?> value)
    {
        var points = view.Model.Curves.Where(p => value(p) is { } v && double.IsFinite(v)).ToArray();
        if (points.Length == 0)
            return null;
        var y = Axis.Around(points.Select(p => value(p)!.Value), Bottom, Top, 4);
        var x = new Axis(points.Min(p => p.Round), Math.Max(1, points.Max(p => p.Round)), Left, Right, 4);
        var arms = points.GroupBy(p => (p.Arm, p.Strategy)).OrderBy(g => g.Key.Arm switch { ArmNames.Federated => 0, ArmNames.Pooled => 1, _ => 2 });
        return El("div", Class("panels"), arms.Select((arm, i) => Panel(view, $"{id}{i}", what, arm.Key, [.. arm], value, x, y)));
    }

    private static XElement Panel(
        ReportView view, string id, string what, (string Arm, string? Strategy) arm, LearningCurvePoint[] points, Func<LearningCurvePoint, double?> value, Axis x, Axis y)
    {
        var name = view.ArmName(arm.Arm, arm.Strategy);
        var mean = points.GroupBy(p => p.Round).OrderBy(g => g.Key).Select(g => (Round: g.Key, Value: g.Average(p => value(p)!.Value))).ToArray();
        var seeds = points.GroupBy(p => p.Seed).ToArray();
        var kind = ReportView.Kind(arm.Arm);
        var content = new List<XElement> { Svg.Text(Left, 14, name, "strong small") };
        content.AddRange(y.Ticks.SelectMany(t => new[] { Svg.Line(Left, y[t], Right, y[t], "grid"), Svg.Text(Left - 5, y[t] + 3.5, y.Label(t), "tiny", "end") }));
        content.AddRange(x.Ticks.Where(double.IsInteger).Select(t => Svg.Text(x[t], Bottom + 13, x.Label(t), "tiny", "middle")));
        content.Add(Svg.Text((Left + Right) / 2, Height - 3, "round", "tiny", "middle"));
        if (seeds.Length > 1)
            content.AddRange(seeds.Select(s => Svg.Path(s.OrderBy(p => p.Round).Select(p => (x[p.Round], y[value(p)!.Value])), "curve thin " + kind)));
        content.Add(Svg.Path(mean.Select(m => (x[m.Round], y[m.Value])), "curve " + kind));
        return Svg.Plot(
            id, Width, Height, $"{what} by round, {name}", $"From {Wording.Value(mean[0].Value)} in round {mean[0].Round} to {Wording.Value(mean[^1].Value)} in round {mean[^1].Round}, mean over {Wording.Count(seeds.Length, "seed")}.", content);
    }
}
