using System.Collections.Immutable;
using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Kaplan-Meier curves of the test patients above and below a cut of predicted risk.</summary>
internal static class SurvivalPlot
{
    private const double Width = 720, Left = 52, Right = 700, Top = 30, Bottom = 320;

    public static XElement Build(ReportView view)
    {
        var table = view.MainPredictions()!;
        var train = table.Rows.Where(r => r.Split == PredictionTable.Train).Select(r => r.Scores[0]).Where(float.IsFinite).ToArray();
        var test = table.TestRows(ScopeNames.Pooled);
        var cut = Median(train.Length > 0 ? train : [.. test.Select(r => r.Scores[0])]);
        var high = test.Where(r => r.Scores[0] > cut).ToArray();
        var low = test.Where(r => r.Scores[0] <= cut).ToArray();
        if (high.Length == 0 || low.Length == 0)
            return El("p", "All test patients fall on one side of the cut, so there are no risk groups to draw.");

        var x = new Axis(0, test.Max(r => r.Time!.Value), Left, Right, 7);
        var y = new Axis(0, 1, Bottom, Top);
        var content = new List<XElement>();
        content.AddRange(y.Ticks.SelectMany(t => new[] { Svg.Line(Left, y[t], Right, y[t], "grid"), Svg.Text(Left - 6, y[t] + 4, y.Label(t), "small", "end") }));
        content.AddRange(x.Ticks.SelectMany(t => new[] { Svg.Line(x[t], Bottom, x[t], Bottom + 5, "axis"), Svg.Text(x[t], Bottom + 18, x.Label(t), "small", "middle") }));
        content.Add(Svg.Line(Left, Bottom, Right, Bottom, "axis"));
        content.Add(Svg.Text(Left, Top - 12, "Share without the event", "small"));
        content.Add(Svg.Text((Left + Right) / 2, Bottom + 36, TimeTitle(view), "small", "middle"));
        (PredictionRow[] Rows, string Style, string Name)[] groups = [(low, "low", "Lower predicted risk"), (high, "high", "Higher predicted risk")];
        content.Add(Svg.Text(0, Bottom + 60, "Patients at risk", "strong small"));
        for (var g = 0; g < groups.Length; g++)
        {
            var (rows, style, name) = groups[g];
            var steps = KaplanMeier.Of(Times(rows), Events(rows));
            content.Add(Svg.Path(Band(x, y, steps), "band " + style, closed: true));
            content.Add(Svg.Path(Staircase(x, y, steps, s => s.Survival), "curve " + style));
            content.AddRange(steps.Where(s => s.Censored > 0).Select(s => Svg.Line(x[s.Time], y[s.Survival] - 4, x[s.Time], y[s.Survival] + 4, "censor " + style)));
            var line = Bottom + 96 + (g * 36);
            content.Add(Svg.Text(0, line - 17, name, $"small {style}-text"));
            content.AddRange(x.Ticks.Select(t => Svg.Text(x[t], line, AtRisk(view.Protocol.Reporting.MinimumCell, rows.Count(r => r.Time >= t)), "small", "middle")));
        }

        var result = LogRank.Of(Times(test), Events(test), [.. test.Select(r => r.Scores[0] > cut)]);
        var p = result is { } r ? $" Log-rank test: {Wording.P(r.P)}." : "";
        return Figure(
            Svg.Plot("kaplan-meier", Width, Bottom + 142, "Kaplan-Meier curves by predicted risk", $"{low.Length} test patients of lower and {high.Length} of higher predicted risk.{p}", content),
            El("b", "Kaplan-Meier curves of the test patients"),
            $" by predicted risk ({PredictionSection.Drawn(view)}), with 95 % bands; ticks are censored patients. Cut at the median predicted risk of the {(train.Length > 0 ? "training" : "test")} patients.{p} The test looks at this one cut and says nothing about an individual.",
            El(
                "ul",
                Class("legend"),
                El("li", Class("arm low"), $"Lower predicted risk: {low.Length} patients"),
                El("li", Class("arm high"), $"Higher predicted risk: {high.Length} patients")));
    }

    private static string AtRisk(int minimum, int count) => count > 0 && count < minimum ? $"<{minimum}" : count.ToString("#,0");

    private static string TimeTitle(ReportView view)
    {
        var time = ((SurvivalTask)view.Protocol.Task).Time;
        var unit = view.Protocol.Dictionary.FirstOrDefault(v => v.Name == time)?.Unit ?? "";
        return unit.Length > 0 ? $"Time ({unit})" : "Time";
    }

    private static float[] Times(IEnumerable<PredictionRow> rows) => [.. rows.Select(r => r.Time!.Value)];

    private static float[] Events(IEnumerable<PredictionRow> rows) => [.. rows.Select(r => r.Outcome)];

    private static float Median(float[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }

    private static IEnumerable<(double X, double Y)> Staircase(Axis x, Axis y, ImmutableArray<SurvivalStep> steps, Func<SurvivalStep, double> value)
    {
        var level = 1.0;
        yield return (x[0], y[1]);
        foreach (var step in steps)
        {
            yield return (x[step.Time], y[level]);
            level = value(step);
            yield return (x[step.Time], y[level]);
        }
    }

    private static IEnumerable<(double X, double Y)> Band(Axis x, Axis y, ImmutableArray<SurvivalStep> steps) =>
        Staircase(x, y, steps, s => s.High).Concat(Staircase(x, y, steps, s => s.Low).Reverse());
}
