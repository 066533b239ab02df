using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.Shorthand;

namespace Lamella.Protocols.Studies;

/// <summary>Keys of <c>quorum</c>, <c>aggregation</c>, <c>late</c> and <c>normFactor</c>: when a round closes and what becomes of its updates.</summary>
internal static class RoundShapes
{
    /// <summary>What it takes to close a round.</summary>
    public static readonly GroupShape Quorum = new(
        new("sites", CountOrZero(1000), "Fewest contributing sites that close a round; 0: all training sites."),
        new("sampleShare", new NumberShape(0, 1, above: true), "Least share of all training patients that the contributing sites must hold; left out: any."),
        new("required", new ListShape(Id, 1, 1000), "Sites without which no round closes; left out: none."));

    /// <summary>How the sites' deltas become one.</summary>
    public static readonly KindShape Aggregation = new(
        ("median", "Median of each value, Yin et al. 2018; sites count the same, whatever their size.", []),
        ("trimmed-mean", "Mean of each value without its largest and smallest, Yin et al. 2018; sites count the same.",
        [
            new("trim", new NumberShape(0, 0.5, above: true, below: true), "Share of the sites left out at each end, rounded up to whole sites.", true),
        ]),
        ("krum", "Mean of the updates nearest to the others, Blanchard et al. 2017; needs 2 hostile + 3 updates in a round.",
        [
            new("hostile", Count(1000), "Hostile sites to withstand.", true),
            new("keep", Count(1000), "Updates kept and averaged (default 1)."),
        ]),
        ("norm-clip", "Weighted mean of updates scaled down to a norm, Sun et al. 2019.",
        [
            new("norm", new NumberShape(0, 1e9, above: true), "Largest norm; left out: the median of the round's norms."),
        ]));

    /// <summary>What becomes of late updates.</summary>
    public static readonly GroupShape Late = new(new Field("weight", new NumberShape(0, 1, above: true), "Factor on the weight of a late update.", true));

    /// <summary>How far from the median norm an update may be.</summary>
    public static readonly NumberShape NormFactor = new(1, 1e9, above: true);
}
