using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>The closed registry: from a spec to the class that executes it. The only place that knows them all.</summary>
public static class FederatedStrategies
{
    /// <summary>The strategy of a spec.</summary>
    public static IFederatedStrategy Create(StrategySpec spec) => spec switch
    {
        FedAvgSpec s => new FedAvg(s),
        FedProxSpec s => new FedProx(s),
        ScaffoldSpec s => new Scaffold(s),
        FedAdagradSpec s => new FedAdagrad(s),
        FedAdamSpec s => new FedAdam(s),
        FedYogiSpec s => new FedYogi(s),
        FedAvgMSpec s => new FedAvgM(s),
        CyclicSpec s => new Cyclic(s),
        _ => throw new ArgumentException($"No strategy executes {spec.GetType().Name}.", nameof(spec)),
    };
}
