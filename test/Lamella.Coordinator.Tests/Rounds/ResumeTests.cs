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
        new ScaffoldSpec { Name = "Scaffold" },
        new CyclicSpec { Name = "Cyclic" },
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_run_stopped_before_any_job_ends_in_the_same_bytes(StrategySpec spec)
    {
        using var undisturbed = new ScriptedFederation { Spec = spec };
        var expected = undisturbed.Go();
        var hashes = undisturbed.Recorded.Select(r => r.ModelSha256).ToList();

        using var federation = new ScriptedFederation { Spec = spec };
        var (stops, done) = (0, 0);
        federation.BeforeJob = _ =>
        {
            if (++done > stops)
                throw new OperationCanceledException();
        };
        RunState? resumed = null;
        while (resumed is null)
        {
            try
            {
                done = 0;
                stops++;
                resumed = federation.Go();
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.Equal(expected.Model, resumed.Model);
        Assert.Equal(hashes, federation.Recorded.Select(r => r.ModelSha256));
        Assert.Null(federation.Verify().Flaw);
        Assert.True(stops > 2);
    }

    [Fact]
    public void Early_stopping_keeps_the_model_with_the_least_holdout_loss()
    {
        double[] losses = [5, 3, 2, 4, 4, 1, 1];
        ScriptedSite Judged(string id, long n) => new(id, n) { Says = r => r with { HoldoutLoss = losses[r.Round - 1], HoldoutSamples = 5 } };
        using var federation = new ScriptedFederation { Rounds = 7, Patience = 1, Sites = [Judged("a", 10), Judged("b", 20), Judged("c", 30)] };
        var result = federation.Go();
        Assert.Equal(5, federation.Recorded.Count);
        Assert.Equal(federation.Recorded[2].BaseModelSha256, result.Model);
        Assert.Equal(RunStatus.Completed, result.Status);
    }
}
