using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>What the predictions look like, as fits the task: ROC and calibration, Kaplan-Meier curves, a confusion table, or a scatter plot.</summary>
internal static class PredictionSection
{
    public static XElement Build(ReportView view)
    {
        if (view.Deployment is not null)
            return Section("predictions", "The predictions", El("p", "Plots of single patients\u2019 predictions (ROC and calibration curves, survival curves, confusion tables) are left out: predictions stay at the hospitals."));
        var rows = view.MainPredictions()?.TestRows(ScopeNames.Pooled) ?? [];
        var patients = PredictionTable.Score(rows);
        if (rows.Length == 0 || !patients.AllFinite)
            return Section("predictions", "The predictions", El("p", "There are no predictions to draw."));
        if (MinimumCell.Withheld(view.Protocol.Task, patients, view.Protocol.Reporting.MinimumCell) is { } reason)
            return Section("predictions", "The predictions", El("p", Class("withheld"), $"Withheld: {reason} among the test patients."));
        return view.Protocol.Task switch
        {
            BinaryTask => Section("predictions", "How well the predictions separate and how far they can be believed", El("div", Class("pair"), RocPlot.Build(view), CalibrationPlot.Build(view, patients))),
            SurvivalTask => Section("predictions", "Survival by predicted risk", SurvivalPlot.Build(view)),
            MulticlassTask several => Section("predictions", "Which classes are taken for which", ConfusionTable.Build(view, several, patients)),
            _ => Section("predictions", "Predicted against measured", ScatterPlot.Build(view, patients)),
        };
    }

    /// <summary>"Federated (fedavg), seed 42", the run that is drawn.</summary>
    public static string Drawn(ReportView view) => view.MainPredictions() is { } p ? $"{view.ArmName(p.Arm, p.Strategy)}, seed {p.Seed}" : "";

    /// <summary>The frame of a square plot from 0 to 1 on both axes.</summary>
    public static IEnumerable<XElement> UnitFrame(Axis x, Axis y, double left, double bottom, string xTitle, string yTitle)
    {
        foreach (var t in x.Ticks)
        {
            yield return Svg.Line(x[t], y[1], x[t], bottom, "grid");
            yield return Svg.Text(x[t], bottom + 16, x.Label(t), "small", "middle");
        }

        foreach (var t in y.Ticks)
        {
            yield return Svg.Line(left, y[t], x[1], y[t], "grid");
            yield return Svg.Text(left - 6, y[t] + 4, y.Label(t), "small", "end");
        }

        yield return Svg.Line(x[0], y[0], x[1], y[1], "chance");
        yield return Svg.Text((x[0] + x[1]) / 2, bottom + 34, xTitle, "small", "middle");
        yield return Svg.Text(left, y[1] - 10, yTitle, "small");
    }
}
