using System.Xml.Linq;
using Lamella.Federation.Metrics;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Share of positive patients against predicted probability.</summary>
internal static class CalibrationPlot
{
    private const double Size = 400, Left = 46, Right = 386, Top = 30, Bottom = 370;

    public static XElement Build(ReportView view, ScoredPatients patients)
    {
        var groups = Calibration.Groups(patients.Scores, patients.Outcome, Math.Min(10, Math.Max(1, patients.Count / 15)));
        var line = Calibration.Line(patients.Scores, patients.Outcome);
        var (x, y) = (new Axis(0, 1, Left, Right), new Axis(0, 1, Bottom, Top));
        var content = PredictionSection.UnitFrame(x, y, Left, Bottom, "Predicted probability", "Share that was positive").ToList();
        content.AddRange(groups.Select(g => Svg.Line(x[g.Predicted], y[g.Low], x[g.Predicted], y[g.High], "interval federated")));
        content.Add(Svg.Path(groups.Select(g => (x[g.Predicted], y[g.Observed])), "curve thin federated"));
        content.AddRange(groups.Select(g => Svg.Mark("federated", x[g.Predicted], y[g.Observed])));
        var words = line is { } l
            ? $" Calibration slope {l.Slope:0.00} (1 is perfect; below 1, predictions are too extreme; above 1, too cautious), intercept {Wording.Difference(Math.Round(l.Intercept, 2))[..^1]} (0 is perfect)."
            : "";
        return Figure(
            Svg.Plot("calibration", Size, Bottom + 44, "Calibration on all test patients", string.Join("; ", groups.Select(g => $"predicted {g.Predicted:0.00}, observed {g.Observed:0.00}")), content),
            El("b", "Calibration"),
            $" of {PredictionSection.Drawn(view)}: {Wording.Count(groups.Length, "group")} of patients by predicted probability, with 95 % intervals. On the dotted line, predictions can be taken at their word.{words}");
    }
}
