using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.EndToEnd.Tests.Network;

/// <summary>Studies over real sockets with mutual TLS.</summary>
public class NetworkStudyTests
{
    public static TheoryData<string> Strategies => ["FedAvg", "Scaffold", "Cyclic"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_study_over_the_network_gives_the_same_bytes_as_a_simulated_one(string name)
    {
        StrategySpec spec = name switch
        {
            "Scaffold" => new ScaffoldSpec { Name = name },
            "Cyclic" => new CyclicSpec { Name = name },
            _ => new FedAvgSpec { Name = name },
        };
        using var study = new SmallFederation { Spec = spec };
        var simulated = await study.RunAsync();
        await using var federation = new NetworkFederation(study);
        await federation.BeginAsync();
        var run = await federation.EndAsync();
        Assert.Equal((RunStatus.Completed, simulated.Result.Model), (run.Status, run.Model));
    }

    [Fact]
    public async Task A_coordinator_and_a_site_that_start_again_in_the_middle_change_nothing()
    {
        using var study = new SmallFederation { Training = new TrainingSpec { Rounds = 6, RoundSteps = 4, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } } };
        var simulated = await study.RunAsync();
        await using var federation = new NetworkFederation(study);
        var (second, fourth) = (new TaskCompletionSource(), new TaskCompletionSource());
        federation.Told = e =>
        {
            if (e is SiteStarted { Round: 2 })
                second.TrySetResult();
            if (e is SiteStarted { Round: 4 })
                fourth.TrySetResult();
        };
        await federation.BeginAsync();
        await second.Task;
        await federation.StopCoordinatorAsync();
        await federation.StartCoordinatorAsync();
        await fourth.Task;
        await federation.StopSiteAsync("beta");
        await federation.StartSiteAsync("beta");
        var run = await federation.EndAsync();
        Assert.Equal((RunStatus.Completed, simulated.Result.Model), (run.Status, run.Model));
    }
}
