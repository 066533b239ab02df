using System.Xml.Linq;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>How to run it again, and what proves that it is the same.</summary>
internal static class ProvenanceSection
{
    public static XElement Build(ReportView view)
    {
        var model = view.Model;
        var models = model.Results.Runs.Where(r => r.ModelSha256 is not null).ToArray();
        return Section(
            "provenance",
            view.Deployment is null ? "Run it again" : "Where this comes from",
            El("p", view.Deployment is null
                ? "The same command on the same data gives the same models, to the byte, on the same machine and build:"
                : "Every figure stands in the ledger, signed by the hospital it is about. This command checks a copy of the ledger and makes this report from it again:"),
            El("pre", El("code", model.RerunCommand)),
            view.Deployment is { } deployed ? Origin(view, deployed) : null,
            Facts("Hashes (SHA-256)", [new("Protocol", model.Results.ProtocolSha256), .. model.Hashes]),
            models.Length == 0 ? null : El(
                "details",
                El("summary", $"Models ({models.Length})"),
                Table("SHA-256 of each model file.", ["Trained", "Seed", "Rounds", "SHA-256"], models.Select(r => (object?[])[view.ArmName(r.Arm, r.Strategy), r.Seed.ToString(), r.Rounds.ToString(), El("td", Class("hash"), r.ModelSha256)]))),
            model.Environment.IsEmpty ? null : Facts("Environment", model.Environment),
            model.Written.Length > 0 ? El("p", Class("small"), $"Written {model.Written}.") : null);
    }

    private static IEnumerable<XElement> Origin(ReportView view, Deployment deployed) =>
    [
        Facts("Ledger", [
            new("Federation", deployed.Federation), new("Last entry", $"{deployed.Head.Index}"), new("Hash of the last entry", deployed.Head.Hash), new("Coordinator key (SHA-256)", deployed.CoordinatorKey)]),
        Table(
            "What each hospital answered to the study, by its own signature.",
            ["Hospital", "Answer", "By", "Role", "When", "Key (SHA-256, first digits)"],
            deployed.Consents.Select(c => (object?[])[view.SiteName(c.Site.Value), c.Answer, c.By, c.Role, c.When, El("td", Class("hash"), c.Key)])),
    ];

    private static XElement Facts(string caption, IEnumerable<EnvironmentFact> facts) =>
        Table(caption, ["", ""], facts.Select(f => (object?[])[f.Name, El("td", Class("hash"), f.Value)]));
}
