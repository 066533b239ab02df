using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Aggregation;

/// <summary>Every rule against numbers worked by hand from its paper; one parameter, two sites.</summary>
public class StrategyTests
{
    private static readonly Contribution[] OneToThree = [new(new SiteId("a"), 1), new(new SiteId("b"), 3)];
    private static readonly SiteId[] Sites = [new("a"), new("b"), new("c")];

    [Fact]
    public void FedAvg_weighs_by_samples()
    {
        // x = 1; deltas 4 and 8; 1/4 * 4 + 3/4 * 8 = 7.
        var (next, _) = Step(new FedAvgSpec { Name = "FedAvg" }, model: 1, deltas: [4, 8]);
        Assert.Equal(8f, next);
    }

    [Fact]
    public void FedProx_asks_for_the_pull_and_averages_like_FedAvg()
    {
        var strategy = FederatedStrategies.Create(new FedProxSpec { Name = "FedProx", Mu = 0.25 });
        float[] model = [1, 2];
        var correction = strategy.Correct(model, default, default);
        Assert.Equal(0.25, correction.ProximalWeight);
        Assert.Equal(model, correction.Reference.ToArray());
        Assert.Equal(8f, Step(strategy.Spec, 1, [4, 8]).Next);
    }

    [Fact]
    public void FedProx_with_mu_zero_corrects_nothing()
    {
        var strategy = FederatedStrategies.Create(new FedProxSpec { Name = "FedProx", Mu = 0 });
        Assert.Same(LocalCorrection.None, strategy.Correct(new float[] { 1 }, default, default));
    }

    [Fact]
    public void Scaffold_follows_algorithm_1_option_II_over_two_rounds()
    {
        // Karimireddy et al. 2020. One parameter, sites a and b, K = 2, eta = .5, so 1/(K eta) = 1; eta_g = 1; all controls 0 at the start.
        var strategy = FederatedStrategies.Create(new ScaffoldSpec { Name = "Scaffold" });
        float[] server = [0], controlA = [0], controlB = [0], changeA = [0], changeB = [0];

        // Round 1: deltas -2 and -4. c_a+ = 0 - 0 + 2 = 2, c_b+ = 4. x: 10 + mean(-2, -4) = 7. c+ = (2 + 4)/2 = 3.
        strategy.UpdateControl([-2], server, controlA, changeA, steps: 2, learningRate: 0.5);
        strategy.UpdateControl([-4], server, controlB, changeB, steps: 2, learningRate: 0.5);
        Assert.Equal((2f, 4f), (controlA[0], controlB[0]));
        var next = Aggregate(strategy, 10, [-2, -4], [changeA[0], changeB[0]], server);
        Assert.Equal((7f, 3f), (next, server[0]));

        // Round 2: corrections c - c_k are 1 and -1. Deltas -1 and -3: c_a+ = 2 - 3 + 1 = 0, c_b+ = 4 - 3 + 3 = 4; c+ = 3 + ((0-2) + (4-4))/2 = 2.
        Assert.Equal([1f], strategy.Correct(new float[] { 7 }, server, controlA).AdditiveGradient.ToArray());
        Assert.Equal([-1f], strategy.Correct(new float[] { 7 }, server, controlB).AdditiveGradient.ToArray());
        strategy.UpdateControl([-1], server, controlA, changeA, 2, 0.5);
        strategy.UpdateControl([-3], server, controlB, changeB, 2, 0.5);
        Assert.Equal((0f, 4f), (controlA[0], controlB[0]));
        next = Aggregate(strategy, 7, [-1, -3], [changeA[0], changeB[0]], server);
        Assert.Equal((5f, 2f), (next, server[0]));
    }

    [Fact]
    public void Scaffold_counts_absent_sites_in_the_control_but_not_in_the_model()
    {
        var uniform = FederatedStrategies.Create(new ScaffoldSpec { Name = "Scaffold" });
        Assert.Equal([0.5, 0.5], uniform.Weights(OneToThree));
        Assert.Equal([0.25, 0.25], uniform.ControlWeights(OneToThree, new Population(4, 10)));
        var samples = FederatedStrategies.Create(new ScaffoldSpec { Name = "Scaffold", Weighting = ScaffoldWeighting.Samples });
        Assert.Equal([0.25, 0.75], samples.Weights(OneToThree));
        Assert.Equal([0.1, 0.3], samples.ControlWeights(OneToThree, new Population(4, 10)));
    }

    [Fact]
    public void Scaffold_with_controls_held_at_zero_is_FedAvg_to_the_bit()
    {
        var held = FederatedStrategies.Create(new ScaffoldSpec { Name = "S", Weighting = ScaffoldWeighting.Samples, HoldControlsAtZero = true });
        float[] control = [0], change = [5];
        held.UpdateControl([0.1f], [0], control, change, 3, 0.1);
        Assert.Equal((0f, 0f), (control[0], change[0]));
        Assert.Same(LocalCorrection.None, held.Correct(new float[] { 1 }, [0], [0]));
        var next = Aggregate(held, 0.3f, [0.1f, 0.7f], [0, 0], [0], OneToThree);
        Assert.Equal(Step(new FedAvgSpec { Name = "F" }, 0.3f, [0.1f, 0.7f]).Next, next);
    }

    // Reddi et al. 2021, Algorithm 2, one step from x = 1 with mean delta d = 7, b1 = .9, b2 = .99, tau = .001, eta = .1, v0 = tau^2 = 1e-6.
    // m = .7 in all three; v: Adagrad 1e-6 + 49; Adam .99e-6 + .49; Yogi 1e-6 - .01 * 49 * sign(1e-6 - 49) = .490001.
    [Theory]
    [InlineData("adagrad", 1 + (0.1 * 0.7 / (7.000000071428571 + 0.001)))]
    [InlineData("adam", 1 + (0.1 * 0.7 / (0.7000007071424999 + 0.001)))]
    [InlineData("yogi", 1 + (0.1 * 0.7 / (0.7000007142853499 + 0.001)))]
    public void FedOpt_members_take_the_papers_step(string member, double expected)
    {
        FedOptSpec spec = member switch
        {
            "adagrad" => new FedAdagradSpec { Name = member, ServerLearningRate = 0.1 },
            "adam" => new FedAdamSpec { Name = member, ServerLearningRate = 0.1 },
            _ => new FedYogiSpec { Name = member, ServerLearningRate = 0.1 },
        };
        var (next, state) = Step(spec, 1, [4, 8]);
        Assert.Equal(expected, next, 1e-7);
        Assert.Equal(0.7, state[0], 1e-7);
    }

    [Fact]
    public void Yogi_lets_the_second_moment_fall_slowly()
    {
        // v = 100, d^2 = 49: v - .01 * 49 * sign(51) = 99.51, where Adam has .99 * 100 + .01 * 49 = 99.49.
        Assert.Equal(99.51, Step(new FedYogiSpec { Name = "y", ServerLearningRate = 1, InitialSecondMoment = 100 }, 0, [4, 8]).State[1], 1e-5);
        Assert.Equal(99.49, Step(new FedAdamSpec { Name = "a", ServerLearningRate = 1, InitialSecondMoment = 100 }, 0, [4, 8]).State[1], 1e-5);
    }

    [Fact]
    public void FedAvgM_keeps_a_velocity()
    {
        var strategy = FederatedStrategies.Create(new FedAvgMSpec { Name = "m", Momentum = 0.5, ServerLearningRate = 2 });
        float[] velocity = [0], next = [0];
        strategy.Apply([1f], [3.0], [], new Memory<float>[] { velocity }, next); // v = 3, x = 1 + 6
        strategy.Apply(next, [1.0], [], new Memory<float>[] { velocity }, next); // v = 2.5, x = 7 + 5
        Assert.Equal((12f, 2.5f), (next[0], velocity[0]));
    }

    [Fact]
    public void Cyclic_visits_one_site_a_round_and_hands_its_model_on()
    {
        var cyclic = FederatedStrategies.Create(new CyclicSpec { Name = "c" });
        Assert.Equal(15, cyclic.RoundsOnRecord(5, 3));
        Assert.Equal(["a", "b", "c", "a"], Enumerable.Range(1, 4).Select(r => cyclic.Select(r, Sites).Single().Value));
    }

    [Fact]
    public void Sums_do_not_depend_on_how_they_are_cut_into_slices()
    {
        var stream = new Lamella.Federation.Randomness.RandomStream(1, "", "test", 0);
        var values = new float[1003];
        foreach (ref var v in values.AsSpan())
            v = (float)stream.NextGaussian();
        var whole = new double[values.Length];
        var pieces = new double[values.Length];
        foreach (var weight in new[] { 0.1, 1.0 / 3, 0.7 })
        {
            WeightedSum.Add(whole, values, weight);
            for (var i = 0; i < values.Length; i += 7)
                WeightedSum.Add(pieces.AsSpan(i, Math.Min(7, values.Length - i)), values.AsSpan(i, Math.Min(7, values.Length - i)), weight);
        }

        Assert.Equal(whole, pieces);
    }

    private static (float Next, float[] State) Step(StrategySpec spec, float model, float[] deltas)
    {
        var strategy = FederatedStrategies.Create(spec);
        var state = Enumerable.Range(0, strategy.ServerStateVectors).Select(i => (Memory<float>)new[] { (float)strategy.InitialServerState(i) }).ToArray();
        var next = new float[1];
        strategy.Apply([model], Mean(strategy.Weights(OneToThree), deltas), [], state, next);
        return (next[0], [.. state.Select(s => s.Span[0])]);
    }

    private static float Aggregate(IFederatedStrategy strategy, float model, float[] deltas, float[] changes, float[] server, Contribution[]? contributions = null)
    {
        contributions ??= [new(new SiteId("a"), 5), new(new SiteId("b"), 5)];
        var next = new float[1];
        var control = Mean(strategy.ControlWeights(contributions, new Population(2, contributions.Sum(c => c.Samples))), changes);
        strategy.Apply([model], Mean(strategy.Weights(contributions), deltas), control, new Memory<float>[] { server }, next);
        return next[0];
    }

    private static double[] Mean(double[] weights, float[] values)
    {
        var sum = new double[1];
        for (var i = 0; i < values.Length; i++)
            WeightedSum.Add(sum, [values[i]], weights[i]);
        return sum;
    }
}
