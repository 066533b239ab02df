using Lamella.Federation.Metrics;
using Lamella.Simulation.Results;

namespace Lamella.EndToEnd.Tests.CommandLine;

/// <summary>The simulate verb as people use and misuse it.</summary>
public class SimulateTests
{
    [Fact]
    public async Task A_killed_study_goes_on_and_ends_in_the_same_bytes_whatever_runs_at_once()
    {
        using var consortium = new TableConsortium(rounds: 60);
        var undisturbed = consortium.Output("undisturbed");
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(undisturbed, "--parallel", "1"))).Exit);

        // Killed as soon as a federated round is on the disk, twice, then left to finish; two trainings at once.
        var killed = consortium.Output("killed");
        for (var kills = 0; kills < 2; kills++)
        {
            using var lamella = LamellaProcess.Start(consortium.Simulate(killed, "--parallel", "2"));
            var seen = RoundsIn(killed);
            while (!lamella.HasExited && RoundsIn(killed) < seen + 3)
                await Task.Yield();
            await lamella.KillAsync();
        }

        Assert.False(File.Exists(Path.Combine(killed, ResultsFile.ResultsName)));
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(killed, "--parallel", "2"))).Exit);
        Assert.Equal(Hashes(undisturbed), Hashes(killed));

        // A finished study is not trained again.
        var before = File.GetLastWriteTimeUtc(Directory.EnumerateFiles(Path.Combine(killed, "models")).First());
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(killed))).Exit);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Directory.EnumerateFiles(Path.Combine(killed, "models")).First()));
    }

    [Fact]
    public async Task A_site_with_one_class_trains_on_and_its_metrics_are_null()
    {
        using var consortium = new TableConsortium(oneClassSite: "west");
        var output = consortium.Output("out");
        var (exit, text, _) = await LamellaProcess.RunAsync(consortium.Simulate(output));
        Assert.Equal(0, exit);
        Assert.Contains("west: All", text, StringComparison.Ordinal);
        var auc = ResultsFile.ReadResults(Path.Combine(output, ResultsFile.ResultsName)).Runs.SelectMany(r => r.Metrics).Where(m => m.Name == "auc").ToList();
        Assert.All(auc.Where(m => m.Scope == "site:west"), m => Assert.Null(m.Value));
        Assert.All(auc.Where(m => m.Scope != "site:west"), m => Assert.NotNull(m.Value));
    }

    [Fact]
    public async Task A_folder_with_other_files_is_refused_and_left_alone()
    {
        using var consortium = new TableConsortium();
        var output = consortium.Output("mine");
        Directory.CreateDirectory(output);
        await File.WriteAllTextAsync(Path.Combine(output, "thesis.txt"), "years of work", TestContext.Current.CancellationToken);
        var (exit, _, errors) = await LamellaProcess.RunAsync(consortium.Simulate(output));
        Assert.Equal(1, exit);
        Assert.Contains("LML5001", errors, StringComparison.Ordinal);
        Assert.Equal("thesis.txt", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(output))));
    }

    [Fact]
    public async Task Another_protocol_or_changed_data_does_not_go_on_in_the_same_folder()
    {
        using var consortium = new TableConsortium();
        var output = consortium.Output("out");
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(output))).Exit);
        var results = await File.ReadAllBytesAsync(Path.Combine(output, ResultsFile.ResultsName), TestContext.Current.CancellationToken);

        var other = await LamellaProcess.RunAsync(consortium.Simulate(output, "--set", "training.rounds=4"));
        Assert.Equal(1, other.Exit);
        Assert.Contains("begun with another protocol", Flat(other.Errors), StringComparison.Ordinal);
        await File.AppendAllTextAsync(Path.Combine(consortium.Data, "west", "table.csv"), "west999,0,0,0,1\n", TestContext.Current.CancellationToken);
        var changed = await LamellaProcess.RunAsync(consortium.Simulate(output));
        Assert.Equal(1, changed.Exit);
        Assert.Contains("on other data", Flat(changed.Errors), StringComparison.Ordinal);
        Assert.Equal(results, await File.ReadAllBytesAsync(Path.Combine(output, ResultsFile.ResultsName), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_seed_is_added_to_the_results_that_are_there()
    {
        using var consortium = new TableConsortium();
        var output = consortium.Output("out");
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(output, "--seed", "1"))).Exit);
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(output, "--seed", "2"))).Exit);
        Assert.Equal([1UL, 2UL], ResultsFile.ReadResults(Path.Combine(output, ResultsFile.ResultsName)).Runs.Select(r => r.Seed).Distinct().Order());
    }

    [Fact]
    public async Task With_early_stopping_the_last_rounds_model_can_be_the_best()
    {
        using var consortium = new TableConsortium(rounds: 1);
        var output = consortium.Output("out");
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(output, "--set", "training.earlyStopping={share: .3, patience: 2}", "training.optimiser.learningRate=0.003", "training.roundSteps=30"))).Exit);
        var runs = ResultsFile.ReadResults(Path.Combine(output, ResultsFile.ResultsName)).Runs;
        var pooled = runs.Single(r => r.Arm == ArmNames.Pooled).ModelSha256;
        Assert.NotEqual(pooled, runs.Single(r => r.Strategy == "FedAvg").ModelSha256);
    }

    [Fact]
    public async Task Two_sites_that_read_the_same_patients_are_refused()
    {
        using var consortium = new TableConsortium();
        await File.WriteAllTextAsync(Path.Combine(consortium.Data, "west", "map.yaml"), "tables:\n  - {file: ../south/table.csv, patient: id}\n", TestContext.Current.CancellationToken);
        var (exit, _, errors) = await LamellaProcess.RunAsync(consortium.Simulate(consortium.Output("out")));
        Assert.Equal(1, exit);
        Assert.Contains("LML", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_without_any_test_patient_is_refused_before_training()
    {
        using var consortium = new TableConsortium();
        var output = consortium.Output("out");
        var (exit, _, errors) = await LamellaProcess.RunAsync(consortium.Simulate(output, "--set", "split={kind: seeded, testShare: .001}"));
        Assert.Equal(1, exit);
        Assert.StartsWith("LML2005", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Theory]
    [InlineData("no study", "LML1001")]
    [InlineData("no data", "LML1001")]
    [InlineData("no table", "LML1001")]
    [InlineData("unknown column", "LML2002")]
    [InlineData("unknown code", "LML2003")]
    [InlineData("empty cohort", "LML2005")]
    [InlineData("set nonsense", "LML1002")]
    public async Task A_fault_has_its_code_its_remedy_and_its_page_and_writes_nothing(string fault, string code)
    {
        using var consortium = new TableConsortium();
        var (output, table) = (consortium.Output("out"), Path.Combine(consortium.Data, "south", "table.csv"));
        string[] arguments = fault switch
        {
            "no study" => ["simulate", "nowhere.yaml", "--data", consortium.Data, "--out", output],
            "no data" => ["simulate", consortium.StudyFile, "--data", consortium.Output("nowhere"), "--out", output],
            "set nonsense" => consortium.Simulate(output, "--set", "training.runds=3"),
            _ => consortium.Simulate(output),
        };
        switch (fault)
        {
            case "no table": File.Delete(table); break;
            case "unknown column": await File.WriteAllTextAsync(table, "id,a,b,y\ns1,1,2,0\n", TestContext.Current.CancellationToken); break;
            case "unknown code": await File.WriteAllTextAsync(table, "id,a,b,c,y\ns1,1,2,3,maybe\n", TestContext.Current.CancellationToken); break;
            case "empty cohort": await File.WriteAllTextAsync(table, "id,a,b,c,y\n", TestContext.Current.CancellationToken); break;
        }

        var (exit, _, errors) = await LamellaProcess.RunAsync(arguments);
        Assert.Equal(1, exit);
        Assert.StartsWith(code, errors, StringComparison.Ordinal);
        Assert.Contains($"docs/errors/{code}.md", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    private static int RoundsIn(string output)
    {
        var runs = Path.Combine(output, "state", "federation");
        try
        {
            return Directory.Exists(runs) ? (int)(new DirectoryInfo(runs).EnumerateFiles("ledger.db*").Sum(f => f.Length) / 100_000) : 0;
        }
        catch (IOException)
        {
            return 0; // an arm was finished and its folder removed while we looked
        }
    }

    private static List<(string, string?, string?)> Hashes(string output) =>
        [.. ResultsFile.ReadResults(Path.Combine(output, ResultsFile.ResultsName)).Runs.Select(r => (r.Arm, r.Strategy, r.ModelSha256))];

    /// <summary>Without the line breaks a narrow console puts in.</summary>
    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
