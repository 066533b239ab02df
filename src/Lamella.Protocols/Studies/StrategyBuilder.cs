using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using static Lamella.Protocols.Studies.StudyBuilder;

namespace Lamella.Protocols.Studies;

/// <summary>An element of <c>strategies</c> made into its record.</summary>
internal static class StrategyBuilder
{
    /// <summary>The strategy, its optimiser completed from <paramref name="general"/>.</summary>
    public static StrategySpec Strategy(DocumentNode node, DocumentNode general)
    {
        var name = StrategyName(node)!;
        var rate = NumberOf(node["serverLearningRate"], 1);
        StrategySpec strategy = node["kind"]!.Text switch
        {
            "fedavg" => new FedAvgSpec { Name = name },
            "fedprox" => new FedProxSpec { Name = name, Mu = node["mu"]!.Number!.Value },
            "scaffold" => new ScaffoldSpec
            {
                Name = name,
                ServerLearningRate = rate,
                Weighting = EnumOf(node["weighting"], ScaffoldWeighting.Uniform),
                HoldControlsAtZero = FlagOf(node["holdControlsAtZero"], false),
            },
            "fedadagrad" => FedOpt(new FedAdagradSpec { Name = name, ServerLearningRate = rate }, node),
            "fedadam" => FedOpt(new FedAdamSpec { Name = name, ServerLearningRate = rate }, node),
            "fedyogi" => FedOpt(new FedYogiSpec { Name = name, ServerLearningRate = rate }, node),
            "fedavgm" => new FedAvgMSpec { Name = name, ServerLearningRate = rate, Momentum = NumberOf(node["momentum"], 0.9) },
            _ => new CyclicSpec { Name = name },
        };
        return strategy with
        {
            Optimiser = node["optimiser"] is { } own ? TrainingBuilder.Partial(own, general) : null,
            Rounds = (int?)node["rounds"]?.Integer,
        };
    }

    private static FedOptSpec FedOpt(FedOptSpec spec, DocumentNode node) => spec with
    {
        Beta1 = NumberOf(node["beta1"], spec.Beta1),
        Beta2 = NumberOf(node["beta2"], spec.Beta2),
        Tau = NumberOf(node["tau"], spec.Tau),
        InitialSecondMoment = node["initialSecondMoment"]?.Number,
    };
}
