using System.CommandLine;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Ledgers;

/// <summary>A report from any copy of a ledger, offline.</summary>
public sealed class LedgerReportVerbTests : IDisposable
{
    private static readonly SiteId North = new("north"), South = new("south");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_report_is_made_from_an_export_and_names_the_studies_when_asked_for_another()
    {
        var ledger = new ToldLedger("Two rivers", North, South);
        var study = ledger.Propose(Protocol, North, South);
        ledger.Run(new RunId(study, "fedavg", 1));
        var text = folder.File("ledger.txt");
        LedgerText.Write(text, ledger.Entries);

        Run("report", text, "--study", study[..12], "--out", folder.File("out"));
        Assert.Equal(["comparisons.json", "report.html", "results.json"], Directory.GetFiles(folder.File("out")).Select(Path.GetFileName).Order());

        var fault = Assert.Throws<LamellaException>(() => Run("report", text, "--study", "f00", "--out", folder.File("other")));
        Assert.Contains(study, fault.Remedy, StringComparison.Ordinal);
    }

    private static StudyProtocol Protocol => new()
    {
        Study = "rivers",
        Title = "Rivers",
        Seeds = [1],
        Sites = [new(North, SiteRole.Train), new(South, SiteRole.Train)],
        Dictionary = [new Variable { Name = "x", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis }],
        Task = new BinaryTask("y", "yes"),
        Inputs = new InputSpec { Clinical = ["x"] },
        Split = new ColumnSplit(),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = 1, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 } },
        Strategies = [new FedAvgSpec { Name = "fedavg" }],
        Baselines = new BaselineSpec(),
    };

    private static void Run(params string[] arguments)
    {
        using var output = new StringWriter();
        LedgerVerb.Create().Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output });
    }
}
