using System.Text.Json.Serialization;

namespace Lamella.Federation.Studies;

/// <summary>
/// How the sites' deltas become one, before the strategy's server step. Without it: the strategy's weighted mean. A closed family; each member is
/// executed by the rule of the same name in Aggregation/Robust/.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MedianSpec), "median")]
[JsonDerivedType(typeof(TrimmedMeanSpec), "trimmed-mean")]
[JsonDerivedType(typeof(KrumSpec), "krum")]
[JsonDerivedType(typeof(NormClipSpec), "norm-clip")]
public abstract record AggregationSpec
{
    private protected AggregationSpec()
    {
    }
}

/// <summary>Coordinate-wise median, Yin et al. 2018, "Byzantine-robust distributed learning". Sites count the same, whatever their size.</summary>
public sealed record MedianSpec : AggregationSpec;

/// <summary>Coordinate-wise trimmed mean, Yin et al. 2018: of each value the <see cref="Trim"/> largest and smallest share of the sites is left out, the mean of the rest counts.</summary>
public sealed record TrimmedMeanSpec : AggregationSpec
{
    /// <summary>Share of the sites left out at each end, above 0 and below .5; rounded up to whole sites.</summary>
    public required double Trim { get; init; }

    /// <summary>ceil(trim n): updates left out at each end. In decimal, so that .07 of 100 is 7.</summary>
    public int CutOf(int updates) => (int)Math.Ceiling((decimal)Trim * updates);
}

/// <summary>Krum and multi-Krum, Blanchard et al. 2017, "Machine learning with adversaries": the updates nearest to their n - f - 2 nearest others. Needs n >= 2 f + 3 updates.</summary>
public sealed record KrumSpec : AggregationSpec
{
    /// <summary>f: hostile sites to withstand, at least 1.</summary>
    public required int Hostile { get; init; }

    /// <summary>m: updates kept and averaged; 1 is Krum.</summary>
    public int Keep { get; init; } = 1;

    /// <summary>2 f + 3.</summary>
    [JsonIgnore]
    public int FewestUpdates => (2 * Hostile) + 3;
}

/// <summary>The strategy's weighted mean of deltas scaled down to a norm, Sun et al. 2019, "Can you really backdoor federated learning?".</summary>
public sealed record NormClipSpec : AggregationSpec
{
    /// <summary>Largest norm; null: the median of the round's norms.</summary>
    public double? Norm { get; init; }
}
