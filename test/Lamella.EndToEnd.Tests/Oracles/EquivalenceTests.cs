using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;

namespace Lamella.EndToEnd.Tests.Oracles;

/// <summary>Arms that must agree by theory, through the whole machinery.</summary>
public class EquivalenceTests
{
    [Fact]
    public async Task One_full_batch_step_with_FedAvg_is_one_centralised_step()
    {
        // The loss is a mean over samples and the batch is everyone, so averaging by samples is the gradient of the whole.
        var training = new TrainingSpec { Rounds = 1, RoundSteps = 1, Batch = 100, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.5 } };
        using var federation = new SmallFederation { Training = training, Head = HeadPresets.Create("deepmil", new HeadOptions { Width = 8, Attention = 8, Hidden = [6] }) };
        var (_, together) = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);

        var everyone = federation.Hospitals.SelectMany(h => h.Patients).ToList();
        using var trainer = new LocalTrainer(federation.Shape, federation.Task, training);
        var central = trainer.Train(new TrainingJob
        {
            Weights = federation.Shape.Manifest.InitialWeights(11),
            Examples = everyone,
            Schedule = new BatchSchedule(1, "central", everyone.Count, 100),
            Steps = 1,
            Seed = 11,
            Stream = "central",
        }, cancellation: TestContext.Current.CancellationToken).Weights;
        Assert.All(together.Zip(central), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        Assert.NotEqual(federation.Shape.Manifest.InitialWeights(11), central);
    }

    public static TheoryData<StrategySpec> LikeFedAvg =>
    [
        new FedProxSpec { Name = "FedProx", Mu = 0 },
        new ScaffoldSpec { Name = "Scaffold", Weighting = ScaffoldWeighting.Samples, HoldControlsAtZero = true },
    ];

    [Theory]
    [MemberData(nameof(LikeFedAvg))]
    public async Task FedProx_with_mu_zero_and_Scaffold_without_controls_are_FedAvg_to_the_bit(StrategySpec spec)
    {
        using var average = new SmallFederation();
        using var other = new SmallFederation { Spec = spec };
        var expected = (await average.RunAsync(cancellation: TestContext.Current.CancellationToken)).Result.Model;
        Assert.Equal(expected, (await other.RunAsync(cancellation: TestContext.Current.CancellationToken)).Result.Model);
    }

    [Fact]
    public async Task FedProx_and_Scaffold_proper_differ_from_FedAvg()
    {
        using var average = new SmallFederation();
        using var prox = new SmallFederation { Spec = new FedProxSpec { Name = "FedProx", Mu = 1 } };
        using var scaffold = new SmallFederation { Spec = new ScaffoldSpec { Name = "Scaffold" } };
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Distinct([(await average.RunAsync(cancellation: cancellation)).Result.Model, (await prox.RunAsync(cancellation: cancellation)).Result.Model, (await scaffold.RunAsync(cancellation: cancellation)).Result.Model]);
    }
}
