using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.Protocols.Tests;

public sealed class SampleTests
{
    private static string Samples => Path.Combine(SharedData.RepositoryRoot, "samples");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Samples, "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_is_valid_and_each_of_its_sites_has_a_valid_map(string file)
    {
        var path = Path.Combine(Samples, file);
        var protocol = ProtocolReader.ReadOrThrow(path);

        Assert.Equal(Path.GetFileNameWithoutExtension(file), protocol.Study);
        foreach (var site in protocol.Sites)
            MapReader.ReadOrThrow(SiteMapLocator.Find(path, protocol.Study, site.Id, "nowhere").MapFile);
    }

    [Fact]
    public void The_survival_sample_has_the_published_settings()
    {
        var protocol = ProtocolReader.ReadOrThrow(Path.Combine(Samples, "tcga-brca.yaml"));

        Assert.Equal(39, CovariateLayout.Columns(protocol).Length);
        Assert.Equal((5, 100, 8), (protocol.Training.Rounds, protocol.Training.RoundSteps, protocol.Training.Batch));
        Assert.Equal(["FedAvg", "FedProx", "Scaffold", "FedAdagrad", "FedAdam", "FedYogi", "Cyclic"], protocol.Strategies.Select(s => s.Name));
        Assert.Equal([.1, .1, .01, .01, .01, .01, .01], protocol.Strategies.Select(s => (s.Optimiser ?? protocol.Training.Optimiser).LearningRate));
        Assert.All(protocol.Strategies, s => Assert.Equal(OptimiserKind.Sgd, (s.Optimiser ?? protocol.Training.Optimiser).Kind));
        Assert.Equal([1.0, .1, .1], protocol.Strategies.OfType<FedOptSpec>().Select(s => s.ServerLearningRate));
        Assert.All(protocol.Strategies.OfType<FedOptSpec>(), s => Assert.Equal((.9, .999, 1e-8), (s.Beta1, s.Beta2, s.Tau)));
        Assert.Equal(new OptimiserSpec { Kind = OptimiserKind.Adam, LearningRate = .1 }, protocol.Baselines.Optimiser);
    }

    [Fact]
    public void The_committed_schema_is_the_generated_one()
    {
        var committed = Path.Combine(Samples, "lamella-study.schema.json");
        Assert.True(File.Exists(committed) && File.ReadAllText(committed) == ProtocolSchema.Generate(), "Write it anew: ./lamella study schema --out samples/lamella-study.schema.json");
    }

    [Fact]
    public void The_reference_page_names_every_key()
    {
        var page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "study-protocol.md"));

        Assert.All(SchemaCheck.Keys(), key => Assert.Contains($"`{key}`", page));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_fits_the_schema(string file) => Assert.Empty(SchemaCheck.Faults(Path.Combine(Samples, file)));

    [Fact]
    public void The_schema_refuses_what_the_reader_refuses()
    {
        using var folder = new TemporaryFolder();
        foreach (var (part, replacement) in new[] { ("rounds: 5", "rounds: 0"), ("title:", "titel:"), ("head: logistic", "head: logistik"), ("mu: .1", "mu: -1"), ("kind: fedavg", "kind: fedavgg") })
        {
            File.WriteAllText(folder.File("bad.yaml"), StudyTexts.With(part, replacement));
            Assert.NotEmpty(SchemaCheck.Faults(folder.File("bad.yaml")));
        }
    }
}
