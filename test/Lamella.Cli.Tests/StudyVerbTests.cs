using System.CommandLine;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Protocols;
using Lamella.Testing;

namespace Lamella.Cli.Tests;

public sealed class StudyVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_drafted_study_is_accepted_by_check_with_its_data()
    {
        WriteTable("id,age,grade,relapse,hospital", 40, i => $"0{i},{40 + i},{(i % 5 == 0 ? "NA" : $"G{1 + (i % 3)}")},{(i % 3 == 0 ? "yes" : "no")},{(i % 2 == 0 ? "North" : "South")}");

        var (made, text) = Run("new", "--table", folder.File("data", "patients.csv"), "--out", folder.File("mine.yaml"), "--site", "hospital");
        Assert.Equal(0, made);
        Assert.Contains("study check", text);

        var (code, report) = Run("check", folder.File("mine.yaml"), "--data", folder.File("data"));
        Assert.Equal(0, code);
        Assert.Contains("north", report);
        Assert.Contains("Variable 'grade' is missing for", report);

        var again = Assert.Throws<LamellaException>(() => Run("new", "--table", folder.File("data", "patients.csv"), "--out", folder.File("mine.yaml")));
        Assert.Equal(ErrorCodes.OutputNotEmpty, again.Code);
    }

    [Fact]
    public void Check_says_every_fault_of_a_protocol_and_ends_with_1()
    {
        WriteTable("id,age,relapse", 40, i => $"{i},{40 + i},{(i % 3 == 0 ? "yes" : "no")}");
        Run("new", "--table", folder.File("data", "patients.csv"), "--out", folder.File("mine.yaml"));

        var (code, report) = Run("check", folder.File("mine.yaml"), "--set", "training.rounds=0", "training.batch=0");

        Assert.Equal(1, code);
        Assert.Contains("2 faults", report);
        Assert.Contains("--set, training.rounds: '0' does not fit.", report);
    }

    [Fact]
    public void Check_goes_on_to_the_next_site_when_one_has_a_fault()
    {
        WriteTable("id,age,relapse,hospital", 40, i => $"{i},{40 + i},{(i % 3 == 0 ? "yes" : "no")},{(i % 2 == 0 ? "a" : "b")}");
        Run("new", "--table", folder.File("data", "patients.csv"), "--out", folder.File("mine.yaml"), "--site", "hospital");
        File.WriteAllText(folder.File("mine", "a.map.yaml"), "tables: []");

        var (code, report) = Run("check", folder.File("mine.yaml"), "--data", folder.File("data"));

        Assert.Equal(1, code);
        Assert.Contains(ErrorCodes.MapInvalid, report);
        Assert.Contains("The map's filter keeps 20 of 40 patients.", report);
    }

    [Fact]
    public void Schema_is_printed_or_written()
    {
        Assert.Equal((0, ProtocolSchema.Generate()), Run("schema"));
        Run("schema", "--out", folder.File("schema.json"));
        Assert.Equal(ProtocolSchema.Generate(), File.ReadAllText(folder.File("schema.json")));
    }

    [Theory]
    [InlineData("tcga-brca", "tabular/flamby/fed_tcga_brca")]
    [InlineData("camelyon16", "tabular")]
    [InlineData("camelyon16-small", "tabular")]
    public void Samples_are_accepted_with_the_real_data(string study, string data)
    {
        var real = SharedData.Require(data.Split('/'));

        var (code, report) = Run("check", Path.Combine(SharedData.RepositoryRoot, "samples", study + ".yaml"), "--data", real);

        Assert.True(code == 0, report);
    }

    private static (int Code, string Output) Run(params string[] args)
    {
        using var output = new StringWriter();
        var code = StudyVerb.Create().Parse(args).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }

    private void WriteTable(string header, int rows, Func<int, string> row)
    {
        Directory.CreateDirectory(folder.File("data"));
        File.WriteAllText(folder.File("data", "patients.csv"), string.Join("\n", Enumerable.Range(0, rows).Select(row).Prepend(header)) + "\n");
    }
}
