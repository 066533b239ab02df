using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation.Robust;

/// <summary>The closed registry: from a spec to the rule that executes it.</summary>
public static class AggregationRules
{
    /// <summary>The rule of a spec; null is the strategy's weighted mean.</summary>
    public static IAggregationRule Create(AggregationSpec? spec) => spec switch
    {
        null => new WeightedMean(),
        MedianSpec => new CoordinateMedian(),
        TrimmedMeanSpec s => new TrimmedMean(s),
        KrumSpec s => new Krum(s),
        NormClipSpec s => new NormClip(s),
        _ => throw new ArgumentException($"No rule executes {spec.GetType().Name}.", nameof(spec)),
    };

    /// <summary>The rule of a spec, for a strategy.</summary>
    /// <exception cref="ArgumentException">A control variate is a sum over sites and knows no rule but the mean.</exception>
    public static IAggregationRule Create(AggregationSpec? spec, IFederatedStrategy strategy) => spec is null || !strategy.HasControl
        ? Create(spec)
        : throw new ArgumentException($"{strategy.Spec.Name} has a control variate, which only the weighted mean keeps in step.", nameof(spec));

    /// <summary>A control variate is a difference of means: with one, only the mean is a rule.</summary>
    /// <exception cref="ArgumentException">The strategy has a control variate and the rule is another than the mean.</exception>
    public static void RequireFit(IAggregationRule rule, IFederatedStrategy strategy)
    {
        if (strategy.HasControl && !rule.IsMean)
            throw new ArgumentException($"{strategy.Spec.Name} has a control variate and goes with the weighted mean only.", nameof(rule));
    }

    /// <summary>The strategy's weighted mean. One pass, one slice at a time.</summary>
    private sealed class WeightedMean : IAggregationRule
    {
        public bool IsMean => true;
    }
}
