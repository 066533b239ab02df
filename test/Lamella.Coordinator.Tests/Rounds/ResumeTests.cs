using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests.Rounds;

public class ResumeTests
{
    public static TheoryData<StrategySpec> Strategies =>
    [
        new FedAvgSpec { Name = "FedAvg" },
        new FedAdamSpec { Name = "FedAdam", ServerLearningRate = 0.1 },
        new FedAvgMSpec { Name = "FedAvgM" },
        new CyclicSpec { Name = "Cyclic" },
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_run_stopped_after_any_round_ends_in_the_same_bytes(StrategySpec spec)
    {
        using var undisturbed = new ScriptedFederation { Spec = spec };
        var expected = await undisturbed.RunAsync(cancellation: TestContext.Current.CancellationToken);
        for (var stopAfter = 1; stopAfter < expected.Rounds.Count; stopAfter++)
        {
            using var federation = new ScriptedFederation { Spec = spec };
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => federation.RunAsync(
                r =>
                {
                    if (r.Outcome.Round == stopAfter)
                        stop.Cancel();
                },
                stop.Token));
            var resumed = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(expected.Model, resumed.Model);
            Assert.Equal(expected.Rounds.Select(r => r.ModelSha256), resumed.Rounds.Select(r => r.ModelSha256));
        }
    }

    [Fact]
    public async Task A_journal_line_that_was_being_written_is_cut_off_and_its_round_run_again()
    {
        using var undisturbed = new ScriptedFederation();
        var expected = await undisturbed.RunAsync(cancellation: TestContext.Current.CancellationToken);
        using var federation = new ScriptedFederation();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => federation.RunAsync(r => { if (r.Outcome.Round == 2) stop.Cancel(); }, stop.Token));
        await File.AppendAllTextAsync(federation.JournalPath, "{\"outcome\":{\"round\":3,", TestContext.Current.CancellationToken);
        Assert.Equal(expected.Model, (await federation.RunAsync(cancellation: TestContext.Current.CancellationToken)).Model);
    }

    [Fact]
    public async Task Early_stopping_keeps_the_model_with_the_least_holdout_loss()
    {
        double[] losses = [5, 3, 2, 4, 4, 1, 1];
        ScriptedSite Judged(string id, long n) => new(id, n, ScriptedFederation.Manifest) { Says = r => r with { HoldoutLoss = losses[r.Round - 1], HoldoutSamples = 5 } };
        using var federation = new ScriptedFederation { Rounds = 7, Patience = 1, Sites = [Judged("a", 10), Judged("b", 20), Judged("c", 30)] };
        var result = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(5, result.Rounds.Count);
        Assert.Equal(result.Rounds[2].BaseModelSha256, result.Model);
        Assert.Equal(RunStatus.Completed, result.Status);
    }
}
