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
            "Run it again",
            El("p", "The same command on the same data gives the same models, to the byte, on the same machine and build:"),
            El("pre", El("code", model.RerunCommand)),
            Facts("Hashes (SHA-256)", [new("Protocol", model.Results.ProtocolSha256), .. model.Hashes]),
            models.Length == 0 ? null : El(
                "details",
                El("summary", $"Models ({models.Length})"),
                Table("SHA-256 of each model file.", ["Trained", "Seed", "Rounds", "SHA-256"], models.Select(r => (object?[])[view.ArmName(r.Arm, r.Strategy), r.Seed.ToString(), r.Rounds.ToString(), El("td", Class("hash"), r.ModelSha256)]))),
            model.Environment.IsEmpty ? null : Facts("Environment", model.Environment),
            model.Written.Length > 0 ? El("p", Class("small"), $"Written {model.Written}.") : null);
    }

    private static XElement Facts(string caption, IEnumerable<EnvironmentFact> facts) =>
        Table(caption, ["", ""], facts.Select(f => (object?[])[f.Name, El("td", Class("hash"), f.Value)]));
}
