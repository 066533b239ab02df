using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Reporting;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Reporting;

public sealed class ReportWriterTests : IDisposable
{
    private static readonly BinaryTask Binary = new("y", "yes");
    private readonly TemporaryFolder folder = new();

    public static TheoryData<TaskSpec, string> Tasks() => new()
    {
        { Binary, "roc" },
        { new SurvivalTask("days", "death"), "kaplan-meier" },
        { new MulticlassTask("tissue", ["fat", "stroma", "tumour"]), "" },
        { new RegressionTask("ki67"), "scatter" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_task_has_every_section_and_its_plot(TaskSpec task, string plot)
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(task, seeds: 2), testPerSite: 30));
        Assert.Equal(
            ["summary", "participation", "arms", "sites", "learning", "predictions", "traffic", "methods", "glossary", "provenance"],
            page.Descendants("section").Select(s => s.Attribute("id")!.Value));
        Assert.Contains(page.Descendants("svg"), s => s.Attribute("aria-labelledby")!.Value.StartsWith(plot + "-t", StringComparison.Ordinal) || plot.Length == 0);
        Assert.Equal(task is MulticlassTask, page.Descendants("div").Any(d => d.Attribute("class")?.Value == "confusion"));
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere_and_nothing_runs()
    {
        var model = ExampleReports.Model(ExampleStudies.Protocol(Binary, seeds: 1), testPerSite: 20);
        var page = Write(model);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "image" or "use");
        Assert.All(page.Descendants("a"), a => Assert.StartsWith("#", a.Attribute("href")!.Value, StringComparison.Ordinal));
        var text = File.ReadAllText(folder.File(ReportWriter.FileName));
        Assert.DoesNotMatch(new Regex(@"https?:|//[a-z]|url\(|@import|&[gl]t;[^<]*</style>"), text);
        Assert.StartsWith("<!DOCTYPE html>\n<html", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_link_leads_somewhere_and_every_plot_has_words()
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(Binary, seeds: 2), testPerSite: 20));
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants("a"), a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
        Assert.All(page.Descendants("svg"), s => Assert.All([s.Element("title")!, s.Element("desc")!], e => Assert.NotEqual("", e.Value)));
        Assert.DoesNotContain("NaN", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_title_is_text_and_nothing_else()
    {
        const string Title = "<script>alert('x')</script> & \"quotes\" ]]> \u0001 <!-- \uD83D\uDD2C";
        var protocol = ExampleStudies.Protocol(Binary, title: Title, seeds: 1);
        protocol = protocol with { Question = Title, Caution = Title, Sites = [.. protocol.Sites.Select(s => s with { Name = "<b>" + s.Id })] };
        var page = Write(ExampleReports.Model(protocol, testPerSite: 20));
        Assert.Empty(page.Descendants("script"));
        var heading = page.Descendants("h1").Single();
        Assert.False(heading.HasElements);
        Assert.StartsWith("<script>alert('x')</script> & \"quotes\"", heading.Value, StringComparison.Ordinal);
        Assert.EndsWith("\uD83D\uDD2C", heading.Value, StringComparison.Ordinal);
        Assert.Contains("<b>north", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_is_worse_the_report_says_no()
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(Binary, seeds: 2), federatedGain: -1.3));
        Assert.Equal("No: training together did worse than the best hospital alone.", Headline(page));
    }

    [Fact]
    public void Where_it_is_better_the_report_says_yes()
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(Binary, seeds: 2), federatedGain: 1.5));
        Assert.StartsWith("Yes: ", Headline(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_interval_holds_zero_the_report_says_not_shown()
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(Binary, seeds: 1), federatedGain: 0.1, testPerSite: 15));
        Assert.StartsWith("Not shown: ", Headline(page), StringComparison.Ordinal);
        Assert.Contains("includes no difference at all", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void One_hospital_alone_cannot_answer()
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(Binary, sites: 1, seeds: 1) with { Strategies = [] }, testPerSite: 20));
        Assert.Equal("This study cannot say whether training together helps.", Headline(page));
        Assert.Contains("No federated model was trained", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Undefined_results_are_said_to_be_so()
    {
        var protocol = ExampleStudies.Protocol(Binary, seeds: 1);
        var oneClass = ExampleStudies.Predictions(protocol, testPerSite: 10).Select(t => t with { Rows = [.. t.Rows.Select(r => r with { Outcome = 1 })] }).ToImmutableArray();
        var page = Write(ExampleReports.Model(protocol, oneClass));
        Assert.Equal("This study cannot say whether training together helps.", Headline(page));
        Assert.Contains("undefined on these test patients", page.Root!.Value, StringComparison.Ordinal);
        Assert.Contains(page.Descendants("text"), t => t.Value == "undefined");
    }

    [Fact]
    public void A_model_that_diverged_leaves_a_report_all_the_same()
    {
        var protocol = ExampleStudies.Protocol(new SurvivalTask("t", "e"), seeds: 1);
        var broken = ExampleStudies.Predictions(protocol, testPerSite: 10).Select(t => t.Arm == ArmNames.Federated ? t with { Rows = [.. t.Rows.Select(r => r with { Scores = [float.NaN] })] } : t).ToImmutableArray();
        var page = Write(ExampleReports.Model(protocol, broken));
        Assert.Equal("This study cannot say whether training together helps.", Headline(page));
        Assert.DoesNotContain("NaN", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_cells_are_withheld_and_cannot_be_worked_out()
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(Binary, minimumCell: 25, seeds: 1), testPerSite: 40));
        Assert.Contains(page.Descendants("text"), t => t.Value == "withheld (fewer than 25)");
        var sites = Section(page, "participation").Descendants("table").First().Descendants("tr").Skip(1).ToArray();
        Assert.All(sites.SkipLast(1), r => Assert.All(r.Elements("td").TakeLast(2), c => Assert.Matches(@"^\d+ / (\d+|withheld)$", c.Value)));
        Assert.Contains(sites, r => r.Elements("td").TakeLast(2).All(c => c.Value.EndsWith("withheld", StringComparison.Ordinal)));
        Assert.All(sites[^1].Elements("td").TakeLast(2), c => Assert.Equal("", c.Value));
    }

    [Fact]
    public void A_run_that_fell_short_is_not_hidden()
    {
        var page = Write(ExampleReports.Model(ExampleStudies.Protocol(Binary, seeds: 2), testPerSite: 15));
        var section = Section(page, "participation").Value;
        Assert.Contains("1 of 4 federated runs did not complete in full.", section, StringComparison.Ordinal);
        Assert.Contains("18 of 20, 2 late", section, StringComparison.Ordinal);
        Assert.Contains("no progress for four of its own steps", section, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_without_curves_traffic_or_participation_is_still_a_report()
    {
        var model = ExampleReports.Model(ExampleStudies.Protocol(Binary, seeds: 1), testPerSite: 15) with { Curves = [], Traffic = [], Participation = [], Endings = [], Environment = [], Hashes = [] };
        Assert.Contains("No learning curves were recorded.", Write(model).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Synthetic_data_and_the_negative_control_are_named_first()
    {
        var protocol = ExampleStudies.Protocol(Binary, seeds: 1);
        protocol = protocol with { Reporting = protocol.Reporting with { PermuteOutcome = true } };
        var page = Write(ExampleReports.Model(protocol, testPerSite: 15) with { SyntheticData = true });
        var limits = Section(page, "summary").Elements("ul").Last().Elements("li").Select(l => l.Value).ToArray();
        Assert.StartsWith("The patients or tissue are generated", limits[0], StringComparison.Ordinal);
        Assert.StartsWith("This is a negative control", limits[1], StringComparison.Ordinal);
    }

    private XDocument Write(ReportModel model)
    {
        var path = folder.File(ReportWriter.FileName);
        ReportWriter.Write(path, model);
        return XDocument.Parse(File.ReadAllText(path)["<!DOCTYPE html>\n".Length..]);
    }

    private static string Headline(XDocument page) => page.Descendants("p").Single(p => p.Attribute("class")?.Value == "headline").Value;

    private static XElement Section(XDocument page, string id) => page.Descendants("section").Single(s => s.Attribute("id")!.Value == id);
}
