using System.Collections.Immutable;
using Lamella.Federation.Studies;
using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.Shorthand;

namespace Lamella.Protocols.Studies;

/// <summary>Keys of the elements of <c>strategies</c>, one member per strategy.</summary>
internal static class StrategyShapes
{
    private static readonly Field[] Shared =
    [
        new("name", new TextShape("^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,59}$", "1 to 60 letters, digits, spaces and . _ + -"), "The arm's name in results; left out: the published spelling."),
        new("optimiser", TrainingShapes.Partial, "The sites' optimiser of this arm; what it leaves out is taken from training.optimiser."),
        new("rounds", Count(100_000), "Rounds of this arm; left out: training.rounds."),
    ];

    private static readonly Field[] FedOpt =
    [
        new("serverLearningRate", Rate, "Server step (eta).", true),
        new("beta1", Decay, "Decay of the first moment (default 0.9)."),
        new("beta2", Decay, "Decay of the second moment (default 0.99)."),
        new("tau", new NumberShape(0, 1000, above: true), "Degree of adaptivity (default 1e-3)."),
        new("initialSecondMoment", new NumberShape(0, 1e6), "Start of the second moment; left out: the strategy's own."),
    ];

    /// <summary>Published spelling of each kind.</summary>
    public static readonly ImmutableDictionary<string, string> PublishedNames = ImmutableDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, string>[]
    {
        new("fedavg", "FedAvg"), new("fedprox", "FedProx"), new("scaffold", "Scaffold"), new("fedadagrad", "FedAdagrad"),
        new("fedadam", "FedAdam"), new("fedyogi", "FedYogi"), new("fedavgm", "FedAvgM"), new("cyclic", "Cyclic"),
    });

    /// <summary>A strategy.</summary>
    public static readonly KindShape Strategy = new(
        ("fedavg", "Federated averaging, McMahan et al. 2017.", Shared),
        ("fedprox", "FedProx, Li et al. 2020.", [.. Shared, new("mu", new NumberShape(0, 1e6), "Weight of the proximal term.", true)]),
        ("scaffold", "SCAFFOLD, Karimireddy et al. 2020, option II.",
        [
            .. Shared,
            new("serverLearningRate", Rate, "Server step (default 1)."),
            new("weighting", ChoiceShape.Of<ScaffoldWeighting>(), "uniform (default, as in the paper) or samples."),
            new("holdControlsAtZero", Flag, "Test only: makes it FedAvg."),
        ]),
        ("fedadagrad", "FedAdagrad, Reddi et al. 2021.", [.. Shared, .. FedOpt]),
        ("fedadam", "FedAdam, Reddi et al. 2021.", [.. Shared, .. FedOpt]),
        ("fedyogi", "FedYogi, Reddi et al. 2021.", [.. Shared, .. FedOpt]),
        ("fedavgm", "FedAvgM, Hsu et al. 2019.",
        [
            .. Shared,
            new("momentum", Decay, "Server momentum (default 0.9)."),
            new("serverLearningRate", Rate, "Server step (default 1)."),
        ]),
        ("cyclic", "Cyclic weight transfer, Chang et al. 2018.", Shared));
}
