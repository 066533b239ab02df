using System.Runtime.Versioning;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing;
using Lamella.Testing.Network;
using Lamella.Testing.Postgres;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>A coordinator whose ledger is in a real PostgreSQL.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DatabaseTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task A_study_on_a_database_that_is_stopped_in_the_middle_and_started_again_ends_in_the_same_bytes()
    {
        server.Require();
        using var study = new SmallFederation { Training = new TrainingSpec { Rounds = 4, RoundSteps = 4, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } } };
        var simulated = await study.RunAsync();
        await using var federation = new NetworkFederation(study) { Database = server.ConnectionString(server.NewDatabase()), Metrics = "127.0.0.1:0" };
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        federation.Told = e =>
        {
            if (e is SiteStarted { Round: 2 })
                second.TrySetResult();
        };
        await federation.BeginAsync();
        await second.Task;
        await federation.StopCoordinatorAsync();
        await federation.StartCoordinatorAsync();
        var run = await federation.EndAsync();
        Assert.Equal((RunStatus.Completed, simulated.Result.Model), (run.Status, run.Model));
        Assert.False(File.Exists(federation.PathOf("coordinator", "ledger.db")));
        using var scrape = new Scrape(federation.Coordinator.Operations!);
        Assert.Equal("ready\n", (await scrape.GetAsync("ready")).Text);
    }

    [Fact]
    public async Task The_verbs_run_on_a_database_and_its_password_is_for_nobody_else_and_in_no_line_they_say()
    {
        server.Require();
        using var folder = new TemporaryFolder();
        var (place, port) = (folder.File("hub"), Ports.Free());
        var settings = server.Settings(server.NewDatabase());
        var (exit, said, errors) = await LamellaProcess.RunAsync(
            "coordinator", "init", place, "--federation", "test", "--address", $"127.0.0.1:{port}", "--listen", $"127.0.0.1:{port}", "--database", settings.ConnectionString);
        Assert.True(exit == 0, errors);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(place));
        Assert.Equal(Private, File.GetUnixFileMode(Path.Combine(place, "coordinator.json")));
        var all = said + errors;
        for (var start = 0; start < 2; start++)
        {
            using var hub = LamellaProcess.Start("coordinator", "run", place);
            await hub.HearAsync("runs: it listens");
            var status = await LamellaProcess.RunAsync("coordinator", "status", place);
            Assert.Contains("1 entries in the ledger", status.Output, StringComparison.Ordinal);
            Assert.Equal(0, await hub.EndAsync());
            var (_, output, told) = await hub.WaitAsync();
            all += status.Output + output + told;
        }

        // A wrong password is a fault in words, and the word itself is not among them.
        var path = Path.Combine(place, "coordinator.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace(PostgresServer.Password, "a-wrong;word", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var wrong = await LamellaProcess.RunAsync("coordinator", "run", place);
        Assert.Equal(1, wrong.Exit);
        Assert.StartsWith("LML", wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong;word", wrong.Output + wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, all, StringComparison.Ordinal);
    }
}
