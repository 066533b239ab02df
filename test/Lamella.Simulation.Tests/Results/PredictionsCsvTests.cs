using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Results;

public sealed class PredictionsCsvTests : IDisposable
{
    private static readonly SiteId Site = new("north");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Binary_has_the_documented_columns()
    {
        var table = new PredictionTable("local:north", null, 42, [new("007", Site, "test", 1, null, [0.25f])]);
        var path = PredictionsCsv.Write(folder.FullName, table, new BinaryTask("y", "yes"));
        Assert.Equal("local-north-seed42.csv", Path.GetFileName(path));
        Assert.Equal("id,site,split,arm,seed,outcome,score\n007,north,test,local:north,42,1,0.25\n", File.ReadAllText(path));
    }

    [Fact]
    public void Survival_adds_the_time_and_multiclass_a_score_per_class()
    {
        var survival = PredictionsCsv.Write(folder.FullName, new("pooled", null, 1, [new("a", Site, "test", 0, 31, [-0.5f])]), new SurvivalTask("t", "e"));
        Assert.StartsWith("id,site,split,arm,seed,outcome,time,score\na,north,test,pooled,1,0,31,-0.5", File.ReadAllText(survival), StringComparison.Ordinal);
        var several = PredictionsCsv.Write(folder.FullName, new("ensemble", null, 1, [new("a", Site, "test", 1, null, [0.1f, 0.9f])]), new MulticlassTask("y", ["b, in situ", "c"]));
        Assert.StartsWith("id,site,split,arm,seed,outcome,\"score_b, in situ\",score_c\n", File.ReadAllText(several), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var table = new PredictionTable("federated", "fedavg", 18446744073709551615, [
            new("plain", Site, "train", 1, 12.5f, [0.1f]), new("with \"quotes\", comma\nand line", Site, "test", 0, 1e-7f, [float.MaxValue])]);
        var read = PredictionsCsv.Read(PredictionsCsv.Write(folder.FullName, table, new SurvivalTask("t", "e")), "fedavg");
        Assert.Equal((table.Arm, table.Strategy, table.Seed), (read.Arm, read.Strategy, read.Seed));
        Assert.Equal(table.Rows.Select(r => (r.Id, r.Site, r.Split, r.Outcome, r.Time, r.Scores[0])), read.Rows.Select(r => (r.Id, r.Site, r.Split, r.Outcome, r.Time, r.Scores[0])));
    }

    [Fact]
    public void Names_of_strategies_never_leave_the_folder_nor_collide()
    {
        Assert.Equal("federated-fedavg-seed1.csv", PredictionsCsv.FileName("federated", "fedavg", 1));
        var (a, b) = (PredictionsCsv.FileName("federated", "../x", 1), PredictionsCsv.FileName("federated", "..:x", 1));
        Assert.DoesNotContain('/', a);
        Assert.NotEqual(a, b);
    }

    [Theory]
    [InlineData("", "record 1")]
    [InlineData("id,site,split,arm,seed,outcome,score\n", "no rows")]
    [InlineData("id,site,split,arm,seed,outcome,score\na,north,test,pooled,1,1,x\n", "record 2")]
    [InlineData("id,site,split,arm,seed,outcome,score\na,north,test,pooled,1,1\n", "record 2")]
    [InlineData("id,site,split,arm,seed,outcome,score\na,north,test,pooled,x,1,1\n", "seed")]
    public void A_damaged_file_is_refused_with_its_line(string text, string part)
    {
        var path = folder.File("p.csv");
        File.WriteAllText(path, text);
        var fault = Assert.Throws<LamellaException>(() => PredictionsCsv.Read(path));
        Assert.Equal(ErrorCodes.ResultsUnreadable, fault.Code);
        Assert.Contains(part, fault.Fault, StringComparison.Ordinal);
    }
}
