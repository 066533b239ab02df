using System.Text.Json.Nodes;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Results;

public sealed class ResultsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Results_fit_the_schema_and_are_read_back()
    {
        var protocol = ExampleStudies.Protocol(new BinaryTask("y", "yes"), sites: 4, minimumCell: 5, seeds: 1);
        var results = ExampleStudies.Results(protocol, ExampleStudies.Predictions(protocol, testPerSite: 12));
        var path = folder.File("out", ResultsFile.ResultsName);
        ResultsFile.Write(path, results);
        Assert.Empty(Faults("results.schema.json", path));
        var read = ResultsFile.ReadResults(path);
        Assert.Equal(results.Runs.SelectMany(r => r.Metrics), read.Runs.SelectMany(r => r.Metrics));
        Assert.Equal(results.Runs.Select(r => (r.Arm, r.Strategy, r.Seed, r.ModelSha256)), read.Runs.Select(r => (r.Arm, r.Strategy, r.Seed, r.ModelSha256)));
        Assert.Equal([ResultsFile.ResultsName], Directory.GetFiles(folder.File("out")).Select(Path.GetFileName));
    }

    [Fact]
    public void Undefined_is_null_and_withheld_says_why()
    {
        var results = new StudyResults("s", new string('0', 64), [new RunResult
        {
            Arm = "federated", Strategy = "fedavg", Seed = 1, Rounds = 1, Seconds = 0, ModelSha256 = null,
            Metrics = [new MetricResult("pooled", "auc", null, null, null, 3), new MetricResult("site:a", "auc", null, null, null, 3, "fewer than 5 patients of a class")],
        }]);
        var path = folder.File("results.json");
        ResultsFile.Write(path, results);
        var metrics = JsonNode.Parse(File.ReadAllText(path))!["runs"]![0]!["metrics"]!.AsArray();
        Assert.True(metrics[0]!.AsObject().ContainsKey("value") && metrics[0]!["value"] is null);
        Assert.False(metrics[0]!.AsObject().ContainsKey("withheld"));
        Assert.Equal("fewer than 5 patients of a class", metrics[1]!["withheld"]!.GetValue<string>());
        Assert.Empty(Faults("results.schema.json", path));
    }

    [Fact]
    public void The_schema_refuses_what_is_not_documented()
    {
        var path = folder.File("results.json");
        File.WriteAllText(path, """{"study":"s","protocolSha256":"x","runs":[{"arm":"other","seed":-1,"surprise":1}]}""");
        var faults = Faults("results.schema.json", path);
        Assert.Contains(faults, f => f.StartsWith("$.protocolSha256", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("arm does not match", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("surprise is unknown", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("metrics is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Comparisons_fit_the_schema_and_are_read_back()
    {
        var protocol = ExampleStudies.Protocol(new SurvivalTask("t", "e"), seeds: 2);
        var comparisons = Comparisons.Compute(protocol, ExampleStudies.Predictions(protocol, testPerSite: 20));
        var path = folder.File(ResultsFile.ComparisonsName);
        ResultsFile.Write(path, comparisons);
        Assert.Empty(Faults("comparisons.schema.json", path));
        Assert.Equal(comparisons.Summaries, ResultsFile.ReadComparisons(path).Summaries);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"study":"s"}""")]
    public void A_damaged_file_is_refused_by_name(string text)
    {
        var path = folder.File("results.json");
        File.WriteAllText(path, text);
        var fault = Assert.Throws<LamellaException>(() => ResultsFile.ReadResults(path));
        Assert.Equal(ErrorCodes.ResultsUnreadable, fault.Code);
        Assert.Contains(path, fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused_by_name() =>
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => ResultsFile.ReadResults(folder.File("none.json"))).Code);

    [Fact]
    public void A_place_that_cannot_be_written_keeps_what_was_there()
    {
        var path = folder.File("results.json");
        Directory.CreateDirectory(path);
        var fault = Assert.Throws<LamellaException>(() => ResultsFile.Write(path, new StudyResults("s", "", [])));
        Assert.Equal(ErrorCodes.DiskFull, fault.Code);
        Assert.False(File.Exists(path + ".part"));
    }

    private static List<string> Faults(string schema, string path) => JsonSchemaCheck.Faults(
        JsonNode.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", schema)))!, JsonNode.Parse(File.ReadAllText(path)));
}
