using System.Text.Json.Nodes;
using System.Xml.Linq;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Deployed;
using Lamella.Simulation.Reporting;
using Lamella.Simulation.Results;
using Lamella.Simulation.Tests.Results;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Deployed;

/// <summary>Results and report of a study that ran at hospitals, from its ledger.</summary>
public sealed class DeployedStudyTests : IDisposable
{
    private static readonly SiteId[] All = [DeployedExample.North, DeployedExample.Port, DeployedExample.River, DeployedExample.Valley];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Means_and_differences_are_those_worked_by_hand()
    {
        Write(new DeployedExample().Score(All));
        var comparisons = ResultsFile.ReadComparisons(folder.File("out", ResultsFile.ComparisonsName));

        // Own: (.70 + .80 + .86) / 3; gains .10, .05, -.02 and .01 more under the second seed.
        var mean = Assert.Single(comparisons.Comparisons, c => c.Scope == "mean-of-sites" && c.Strategy == "fedavg");
        Assert.Equal((0.13 / 3) + 0.005, mean.Mean!.Value, 12);
        Assert.Equal([0.13 / 3, (0.13 / 3) + 0.01], mean.PerSeed.Select(s => s.Difference!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(0.01 / Math.Sqrt(2), mean.Sd!.Value, 12);
        Assert.Equal((3, 220, "local", StudyComparisons.OwnModel), (mean.Sites, mean.N, mean.Arm, mean.Against));
        Assert.Null(mean.Low);
        Assert.Equal(-0.015, comparisons.Comparisons.Single(c => c.Scope == "site:river" && c.Strategy == "fedprox").Mean!.Value, 12);
        var joint = comparisons.Summaries.Single(s => s.Arm == "federated" && s.Strategy == "fedavg" && s.Scope == "mean-of-sites");
        Assert.Equal(((0.70 + 0.80 + 0.86 + 0.13) / 3) + 0.005, joint.Mean!.Value, 12);
        Assert.Equal((0.70 + 0.80 + 0.86) / 3, comparisons.Summaries.Single(s => s.Arm == "local" && s.Scope == "mean-of-sites").Mean!.Value, 12);
    }

    [Fact]
    public void Nothing_is_pooled_and_every_figure_of_a_site_is_as_it_said()
    {
        Write(new DeployedExample().Score(All));
        var results = ResultsFile.ReadResults(folder.File("out", ResultsFile.ResultsName));
        Assert.DoesNotContain(results.Runs.SelectMany(r => r.Metrics), m => m.Scope == ScopeNames.Pooled);
        Assert.DoesNotContain(results.Runs, r => r.Arm is ArmNames.Pooled or ArmNames.Ensemble);
        var external = results.Runs.First(r => r.Arm == "federated").Metrics.Single(m => m.Scope == "site:valley" && m.Name == "auc");
        Assert.Equal((0.77, 50), (external.Value!.Value, external.N));
        Assert.Equal(0.70, external.Low!.Value, 12);
        Assert.Equal(ToldLedger.Blob("north 42"), results.Runs.Single(r => r.Arm == "local:north" && r.Seed == 42).ModelSha256);
        Assert.Equal((4, 6, 2), (results.Runs.Count(r => r.Arm == "federated"), results.Runs.Count(r => ArmNames.SiteOf(r.Arm) is not null), results.Runs.Count(r => r.Arm == "local")));
    }

    [Fact]
    public void Files_fit_the_schemas_and_the_same_ledger_gives_the_same_bytes()
    {
        var example = new DeployedExample().Score(All, withheld: DeployedExample.Port);
        Write(example);
        foreach (var (schema, name) in new[] { ("results.schema.json", ResultsFile.ResultsName), ("comparisons.schema.json", ResultsFile.ComparisonsName) })
        {
            Assert.Empty(JsonSchemaCheck.Faults(
                JsonNode.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", schema)))!, JsonNode.Parse(File.ReadAllText(folder.File("out", name)))));
        }

        DeployedStudy.Write(example.Ledger.Entries, example.Study, folder.File("again"), "again");
        DeployedStudy.Write(example.Ledger.Entries, example.Study[..10], folder.File("out"), "again");
        foreach (var name in new[] { ResultsFile.ResultsName, ResultsFile.ComparisonsName, ReportWriter.FileName })
            Assert.Equal(File.ReadAllBytes(folder.File("again", name)), File.ReadAllBytes(folder.File("out", name)));
    }

    [Fact]
    public void The_summary_tells_and_does_not_judge()
    {
        var page = Write(new DeployedExample().Score(All));
        var verdict = page.Descendants("div").Single(d => d.Attribute("class")?.Value.StartsWith("verdict", StringComparison.Ordinal) == true);
        Assert.Equal("verdict told", verdict.Attribute("class")!.Value);
        Assert.Contains("At 2 of 3 hospitals the joint model scored above that hospital\u2019s own model; mean difference in AUC +0.048.", verdict.Value, StringComparison.Ordinal);
        Assert.Contains("gives no interval", verdict.Value, StringComparison.Ordinal);
        var text = page.Root!.Value;
        Assert.Contains("Hospital D, which did not train, the joint model reached AUC 0.775 on 50 test patients", text, StringComparison.Ordinal);
        Assert.Contains("they prove nothing about who said what", text, StringComparison.Ordinal);
        Assert.DoesNotContain("inside one computer", text, StringComparison.Ordinal);
        Assert.DoesNotContain("best local", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("In a simulation", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_section_is_there_and_says_where_it_comes_from()
    {
        var example = new DeployedExample().Score(All);
        var page = Write(example);
        Assert.Equal(
            ["summary", "participation", "arms", "sites", "learning", "predictions", "traffic", "methods", "glossary", "provenance"],
            page.Descendants("section").Select(s => s.Attribute("id")!.Value));
        var origin = page.Descendants("section").Single(s => s.Attribute("id")!.Value == "provenance").Value;
        Assert.Contains("Four rivers", origin, StringComparison.Ordinal);
        Assert.Contains(example.Ledger.State.Head.Hash, origin, StringComparison.Ordinal);
        Assert.Contains(example.Study, origin, StringComparison.Ordinal);
        Assert.Contains("Dr north", origin, StringComparison.Ordinal);
        Assert.Contains("stay at the hospitals", page.Descendants("section").Single(s => s.Attribute("id")!.Value == "predictions").Value, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_not_scored_or_withholds_is_named_and_does_not_count()
    {
        var page = Write(new DeployedExample().Score([DeployedExample.North, DeployedExample.Port], withheld: DeployedExample.Port));
        var text = page.Root!.Value;
        Assert.Contains("At 1 of 1 hospital the joint model", text, StringComparison.Ordinal);
        Assert.Contains("Hospital C (not scored yet)", text, StringComparison.Ordinal);
        Assert.Contains("withheld: fewer than 5 patients of a class", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_that_nobody_has_scored_says_so()
    {
        var page = Write(new DeployedExample());
        Assert.Contains("cannot say yet", page.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("not scored yet", page.Root.Value, StringComparison.Ordinal);
        Assert.Empty(ResultsFile.ReadComparisons(folder.File("out", ResultsFile.ComparisonsName)).Comparisons);
    }

    [Fact]
    public void One_seed_keeps_the_intervals_that_hospitals_gave()
    {
        Write(new DeployedExample(seeds: 1).Score(All));
        var summaries = ResultsFile.ReadComparisons(folder.File("out", ResultsFile.ComparisonsName)).Summaries;
        Assert.Equal(0.73, summaries.Single(s => s.Scope == "site:north" && s.Strategy == "fedavg").Low!.Value, 12);
        Assert.All(summaries.Where(s => s.Scope == ScopeNames.MeanOfSites), s => Assert.Null(s.Low));
    }

    [Fact]
    public void A_ledger_that_does_not_hold_or_has_no_such_study_gives_no_report()
    {
        var example = new DeployedExample(seeds: 1);
        Assert.Equal(ErrorCodes.RequestRefused, Assert.Throws<LamellaException>(() => DeployedStudy.Write(example.Ledger.Entries, "abc", folder.File("out"), "")).Code);
        var forged = example.Ledger.Entries.ToList();
        forged[5] = forged[5] with { Time = forged[5].Time + 1 };
        Assert.Throws<LedgerFlawException>(() => DeployedStudy.Write(forged, example.Study, folder.File("out"), ""));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    private XDocument Write(DeployedExample example)
    {
        var made = DeployedStudy.Write(example.Ledger.Entries, example.Study, folder.File("out"), "again");
        return XDocument.Parse(File.ReadAllText(made.ReportFile).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
    }
}
