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

    /// <summary>The strategy's weighted mean.</summary>
    private sealed class WeightedMean : IAggregationRule;
}
