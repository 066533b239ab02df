using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Simulation.Results;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>ROC curves of the main arms, averaged over seeds at equal false-positive rates (Fawcett 2006, vertical averaging).</summary>
internal static class RocPlot
{
    private const double Size = 400, Left = 46, Right = 386, Top = 30, Bottom = 370;
    private const int Grid = 200;

    public static XElement Build(ReportView view)
    {
        var (x, y) = (new Axis(0, 1, Left, Right), new Axis(0, 1, Bottom, Top));
        var content = PredictionSection.UnitFrame(x, y, Left, Bottom, "1 \u2212 specificity (false alarms)", "Sensitivity (found)").ToList();
        var legend = new List<XElement>();
        foreach (var arm in view.MainArms().Reverse())
        {
            var curves = view.Tables(arm)
                .Select(t => PredictionTable.Score(t.TestRows(ScopeNames.Pooled)))
                .Where(p => p.AllFinite)
                .Select(p => RocCurve.Of(p.Scores, p.Outcome))
                .Where(c => c.Length > 0)
                .ToArray();
            if (curves.Length == 0)
                continue;
            var kind = ReportView.Kind(arm.Arm);
            content.Add(Svg.Path(Enumerable.Range(0, Grid + 1).Select(i => (x[(double)i / Grid], y[curves.Average(c => At((double)i / Grid, c))])), "curve " + kind));
            var auc = view.Summary(arm.Arm, arm.Strategy, ScopeNames.Pooled)?.Mean;
            legend.Insert(0, El("li", Class("arm " + kind), $"{view.ArmName(arm.Arm, arm.Strategy)}: {Wording.Value(auc)}"));
        }

        return Figure(
            Svg.Plot("roc", Size, Bottom + 44, "ROC curves on all test patients", string.Join("; ", legend.Select(l => l.Value)), content),
            El("b", "ROC curves"),
            ", mean over seeds, with the area under each (AUC). Dotted: chance.",
            El("ul", Class("legend"), legend));
    }

    /// <summary>Sensitivity at a false-positive rate, between points of the curve; on a vertical step its upper end, except at 0.</summary>
    private static double At(double rate, System.Collections.Immutable.ImmutableArray<RocPoint> curve)
    {
        for (var i = curve.Length - 2; i >= 0; i--)
        {
            var (a, b) = (curve[i], curve[i + 1]);
            if (a.FalsePositiveRate <= rate && b.FalsePositiveRate > rate)
                return a.TruePositiveRate + ((rate - a.FalsePositiveRate) / (b.FalsePositiveRate - a.FalsePositiveRate) * (b.TruePositiveRate - a.TruePositiveRate));
        }

        return 1;
    }
}
