using System.Xml.Linq;
using Lamella.Pathology.Files;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>
/// Writes <c>report.html</c>: one file, no scripts, no font, picture or style from elsewhere, so it reads the same from a mail, a share or a
/// disk without network. Every text is escaped by construction.
/// </summary>
public static class ReportWriter
{
    /// <summary>Name of the report in the output folder.</summary>
    public const string FileName = "report.html";

    private static readonly (string Id, string Title)[] Contents = [
        ("summary", "Summary"), ("participation", "Who took part"), ("arms", "Results"), ("sites", "By hospital"), ("learning", "Learning"),
        ("predictions", "Predictions"), ("traffic", "Network"), ("methods", "Methods"), ("glossary", "Terms"), ("provenance", "Run it again")];

    /// <summary>Writes the report, whole or not at all.</summary>
    /// <param name="path">Where to; an older report is replaced.</param>
    /// <param name="model">What it says.</param>
    public static void Write(string path, ReportModel model)
    {
        var page = Page(new ReportView(model));
        AtomicFile.Write(path, stream => Html.Write(stream, page));
    }

    private static XElement Page(ReportView view) => El(
        "html",
        At("lang", "en"),
        Head(view.Protocol.Title),
        El(
            "body",
            El("a", At("href", "#summary"), Class("skip"), "Skip to the summary"),
            Header(view),
            El("nav", At("aria-label", "Contents"), Contents.Select(c => El("a", At("href", "#" + c.Id), c.Id == "provenance" && view.Deployment is not null ? "Origin" : c.Title))),
            El(
                "main",
                SummarySection.Build(view),
                ParticipationSection.Build(view),
                ArmsSection.Build(view),
                SitesSection.Build(view),
                LearningSection.Build(view),
                PredictionSection.Build(view),
                TrafficSection.Build(view),
                MethodsSection.Build(view),
                GlossarySection.Build(view),
                ProvenanceSection.Build(view)),
            El("footer", El("p", $"Lamella study report, {view.Protocol.Study}. For research, not for diagnosis."))));

    private static XElement Header(ReportView view) => El(
        "header",
        El("p", Class("kicker"), $"{(view.Deployment is null ? "Federated" : "Deployed federated")} study report \u00B7 {view.Protocol.Study}"),
        El("h1", view.Protocol.Title),
        El("p", Class("byline"), Byline(view)),
        view.Deployment is { ProvesIdentity: false }
            ? El("p", Class("notice"), El("b", "Not proven. "), "The signatures of this ledger can be made by anyone, as in simulations: they prove nothing about who said what.")
            : null,
        view.Model.SyntheticData ? El("p", Class("notice"), El("b", "Synthetic data. "), "The patients or tissue in this report are generated.") : null,
        view.Protocol.Caution.Length > 0 ? El("p", Class("notice"), El("b", "Caution. "), view.Protocol.Caution) : null);

    private static string Byline(ReportView view)
    {
        var model = view.Model;
        var parts = new List<string>
        {
            Wording.Count(view.Protocol.Sites.Length, "hospital"),
            view.Deployment is { } deployed ? $"federation {deployed.Federation}" : Wording.Count(model.Sites.Sum(s => s.TrainPatients + s.TestPatients), "patient"),
            Wording.Count(view.Protocol.Seeds.Length, "seed"),
        };
        if (model.Written.Length > 0)
            parts.Add(model.Written);
        return string.Join(" \u00B7 ", parts);
    }
}
