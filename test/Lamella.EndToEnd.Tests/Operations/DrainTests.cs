using System.Diagnostics;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing;
using Lamella.Testing.Network;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>How a coordinator stops.</summary>
public class DrainTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Sites_hear_why_the_line_ends_and_dial_again_and_the_run_ends_as_if_nothing_had_been()
    {
        using var study = new SmallFederation { Training = new TrainingSpec { Rounds = 6, RoundSteps = 4, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } } };
        var simulated = await study.RunAsync();
        await using var federation = new NetworkFederation(study);
        var submitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        federation.Told = e =>
        {
            if (e is UpdateSubmitted { Round: 3 })
                submitted.TrySetResult();
        };
        await federation.BeginAsync();
        await submitted.Task;
        var clock = Stopwatch.StartNew();
        await federation.StopCoordinatorAsync();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);
        Assert.All(study.Hospitals, h => Assert.Equal(ErrorCodes.Unreachable, federation.SiteOf(h.Site).Host.WhyDown?.Code));

        await federation.StartCoordinatorAsync();
        var run = await federation.EndAsync();
        Assert.Equal((RunStatus.Completed, simulated.Result.Model), (run.Status, run.Model));
    }

    [Fact]
    public async Task A_coordinator_that_is_told_to_end_exits_with_nought_within_its_bound_and_answers_no_more()
    {
        using var folder = new TemporaryFolder();
        var place = folder.File("hub");
        var (made, _, errors) = await LamellaProcess.RunAsync("coordinator", "init", place, "--federation", "test", "--address", "localhost:7443", "--listen", $"127.0.0.1:{Ports.Free()}");
        Assert.True(made == 0, errors);
        using var hub = LamellaProcess.Start("coordinator", "run", place);
        await hub.HearAsync("runs: it listens");
        Assert.Equal(0, (await LamellaProcess.RunAsync("coordinator", "status", place)).Exit);

        var clock = Stopwatch.StartNew();
        var exit = await hub.EndAsync();
        var (_, output, _) = await hub.WaitAsync();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);
        Assert.Equal(0, exit);
        Assert.Contains("Stopping", output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await LamellaProcess.RunAsync("coordinator", "status", place)).Exit);
    }
}
