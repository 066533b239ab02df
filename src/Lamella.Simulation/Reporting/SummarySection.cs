using System.Xml.Linq;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>What was asked, the answer, what cannot be concluded.</summary>
internal static class SummarySection
{
    public static XElement Build(ReportView view)
    {
        var verdict = view.Deployment is null ? Verdict.Of(view) : DeployedVerdict.Of(view);
        return El(
            "section",
            At("id", "summary"),
            Class("summary"),
            El("h2", "Summary"),
            El("h3", "What was asked"),
            El("p", Question(view)),
            El("h3", "Does training together help here?"),
            El(
                "div",
                Class("verdict " + verdict.Kind.ToString().ToLowerInvariant()),
                El("p", Class("headline"), verdict.Headline),
                verdict.Sentences.Take(2).Select(s => El("p", s))),
            Tiles(view),
            view.Deployment is null ? DifferencePlot.Build(view) : OwnModelPlot.Build(view),
            verdict.Sentences.Skip(2).Select(s => El("p", s)),
            El("h3", "What cannot be concluded"),
            El("ul", (view.Deployment is null ? Limits.Of(view) : DeployedLimits.Of(view)).Select(l => El("li", l))));
    }

    private static string Question(ReportView view) => view.Protocol.Question.Length > 0
        ? view.Protocol.Question
        : $"Does a model for \u201C{view.Protocol.Title}\u201D get better when hospitals train it together instead of each alone?";

    private static XElement? Tiles(ReportView view)
    {
        var arms = view.MainArms().Select(a => view.Summary(a.Arm, a.Strategy, view.MainScope)!).ToArray();
        return arms.Length == 0 ? null : El("dl", Class("tiles"), arms.Select(a => El(
            "div",
            Class(ReportView.Kind(a.Arm)),
            El("dt", view.ArmName(a.Arm, a.Strategy)),
            El(
                "dd",
                El("span", Class("figure"), a.Withheld is null ? Wording.Value(a.Mean) : "\u2013"),
                El("span", Class("unit"), a.Withheld is { } reason ? "withheld: " + reason : view.Deployment is null ? $"{view.MetricName}, {Wording.Range(a.Low, a.High)}" : $"{view.MetricName}, mean of {Wording.Count(a.Sites ?? 0, "hospital")}")))));
    }
}
