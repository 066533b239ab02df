using System.Text.Json.Serialization;

namespace Lamella.Federation.Studies;

/// <summary>A federated arm. A closed family; each member is executed by the class of the same name in Aggregation/.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FedAvgSpec), "fedavg")]
[JsonDerivedType(typeof(FedProxSpec), "fedprox")]
[JsonDerivedType(typeof(ScaffoldSpec), "scaffold")]
[JsonDerivedType(typeof(FedAdagradSpec), "fedadagrad")]
[JsonDerivedType(typeof(FedAdamSpec), "fedadam")]
[JsonDerivedType(typeof(FedYogiSpec), "fedyogi")]
[JsonDerivedType(typeof(FedAvgMSpec), "fedavgm")]
[JsonDerivedType(typeof(CyclicSpec), "cyclic")]
public abstract record StrategySpec
{
    private protected StrategySpec()
    {
    }

    /// <summary>The arm's name in results; unique within a study.</summary>
    public required string Name { get; init; }

    /// <summary>The site optimiser of this arm; null: the protocol's.</summary>
    public OptimiserSpec? Optimiser { get; init; }

    /// <summary>Rounds of this arm; null: the protocol's.</summary>
    public int? Rounds { get; init; }
}

/// <summary>Federated averaging, McMahan et al. 2017: x + sum of n_k/n times the sites' deltas.</summary>
public sealed record FedAvgSpec : StrategySpec;

/// <summary>FedProx, Li et al. 2020: FedAvg with mu/2 |w - x|^2 added to every site's loss.</summary>
public sealed record FedProxSpec : StrategySpec
{
    /// <summary>Weight of the proximal term, at least 0.</summary>
    public required double Mu { get; init; }
}

/// <summary>How Scaffold weighs sites.</summary>
public enum ScaffoldWeighting
{
    /// <summary>Every site the same, as in the paper.</summary>
    Uniform,

    /// <summary>By training samples.</summary>
    Samples,
}

/// <summary>SCAFFOLD, Karimireddy et al. 2020, option II for the control variates.</summary>
public sealed record ScaffoldSpec : StrategySpec
{
    /// <summary>Server step on the averaged delta.</summary>
    public double ServerLearningRate { get; init; } = 1.0;

    /// <summary>Weights of the sites.</summary>
    public ScaffoldWeighting Weighting { get; init; } = ScaffoldWeighting.Uniform;

    /// <summary>Test only: controls stay zero, which makes it FedAvg.</summary>
    public bool HoldControlsAtZero { get; init; }
}

/// <summary>Adaptive server optimisers of Reddi et al. 2021 (Algorithm 2), without bias correction.</summary>
public abstract record FedOptSpec : StrategySpec
{
    private protected FedOptSpec()
    {
    }

    /// <summary>Server step (eta).</summary>
    public required double ServerLearningRate { get; init; }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment (Adam and Yogi).</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Degree of adaptivity, added to the root of the second moment.</summary>
    public double Tau { get; init; } = 1e-3;

    /// <summary>Start of the second moment; the paper asks for at least tau^2.</summary>
    public double? InitialSecondMoment { get; init; }
}

/// <summary>FedAdagrad: v = v + d^2.</summary>
public sealed record FedAdagradSpec : FedOptSpec;

/// <summary>FedAdam: v = b2 v + (1 - b2) d^2.</summary>
public sealed record FedAdamSpec : FedOptSpec;

/// <summary>FedYogi: v = v - (1 - b2) d^2 sign(v - d^2).</summary>
public sealed record FedYogiSpec : FedOptSpec;

/// <summary>FedAvgM, Hsu et al. 2019: server momentum v = b v + d, x = x + eta v.</summary>
public sealed record FedAvgMSpec : StrategySpec
{
    /// <summary>Server momentum, 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Server step.</summary>
    public double ServerLearningRate { get; init; } = 1.0;
}

/// <summary>Cyclic weight transfer, Chang et al. 2018: the model visits one site after the other; within a round every site trains on what the site before it left, in site-id order.</summary>
public sealed record CyclicSpec : StrategySpec;
