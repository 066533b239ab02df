using System.Text.Json;
using System.Xml.Linq;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Simulation.Reporting.Dossiers;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Reporting.Dossiers;

/// <summary>A study for which dossiers are written, and what was written read back.</summary>
internal sealed class DossierExample : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static StudyProtocol Protocol { get; } = new()
    {
        Study = "relapse",
        Title = "Relapse from biopsies",
        Question = "Does a common model tell relapse?",
        Seeds = [1, 2],
        Sites = [new(new SiteId("north"), SiteRole.Train, "Hospital <North>"), new(new SiteId("port"), SiteRole.Train), new(new SiteId("river"), SiteRole.External)],
        Dictionary =
        [
            new Variable { Name = "age", Meaning = "age at diagnosis", Type = VariableType.Number, Unit = "years", KnownAt = KnownAt.Diagnosis },
            new Variable { Name = "relapse", Type = VariableType.Code, Codes = ["no", "yes"], KnownAt = KnownAt.Later },
        ],
        Task = new BinaryTask("relapse", "yes"),
        Inputs = new InputSpec { Clinical = ["age"] },
        Split = new ColumnSplit(),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = 3, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 } },
        Strategies = [new FedAvgSpec { Name = "fedavg" }, new ScaffoldSpec { Name = "scaffold" }],
        Baselines = new BaselineSpec(),
        Reporting = new ReportingSpec { MinimumCell = 5 },
    };

    public static SitePolicy Policy { get; } = new()
    {
        Coordinators = ["hub.example:7443"],
        Studies = ["relapse"],
        Purposes = ["*"],
        Approvers = ["Dr North"],
        Accounts = ["steward"],
        Metrics = [SiteMetrics.TestMetrics],
        From = new TimeOnly(18, 0),
        Until = new TimeOnly(6, 0),
    };

    public static DossierSubject Draft { get; } = new()
    {
        Protocol = Protocol,
        Metrics = SiteMetrics.AskedBy(Protocol),
        Standing = "A draft",
        Written = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
    };

    public static DossierSubject AtNorth { get; } = Draft with
    {
        Purpose = "To find relapse early",
        ProposedBy = "Dr Study",
        Hospital = new DossierHospital(new SiteId("north"), "hub.example:7443", Policy, "biopsies", null, null, "The worker is confined.", true),
    };

    /// <summary>Writes one and reads both its files.</summary>
    public (JsonElement Document, XDocument Page, string Text) Write(DossierSubject subject)
    {
        var (page, document) = DossierWriter.Write(subject, folder.File("out"));
        var text = File.ReadAllText(page);
        return (JsonDocument.Parse(File.ReadAllText(document)).RootElement.Clone(), XDocument.Parse(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]), text);
    }

    public void Dispose() => folder.Dispose();
}
