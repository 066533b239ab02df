using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>Which rows' mean and variance scale the numbers.</summary>
public enum Standardisation
{
    /// <summary>Numbers enter as they are.</summary>
    None,

    /// <summary>Each site uses the mean and standard deviation of its own training rows.</summary>
    Site,

    /// <summary>All sites use the mean and standard deviation of all training rows, from per-site n, sum and sum of squares; no row is pooled.</summary>
    Federated,
}

/// <summary>How clinical covariates meet the bag.</summary>
public enum Fusion
{
    /// <summary>Only one of the two is used.</summary>
    None,

    /// <summary>Covariates are appended to the slide vector, where the bag has become a vector.</summary>
    Early,

    /// <summary>A linear model of the covariates is added to the head's output; both are trained together.</summary>
    Late,
}

/// <summary>What a bag holds.</summary>
public enum BagKind
{
    /// <summary>One row per tile.</summary>
    Tiles,

    /// <summary>One row: a slide-level embedding.</summary>
    Slide,
}

/// <summary>Bags as input.</summary>
public sealed record BagInput
{
    /// <summary>Tiles or slide-level embeddings.</summary>
    public BagKind Kind { get; init; } = BagKind.Tiles;

    /// <summary>Features per row; the contract of every bag must say the same.</summary>
    public required int Dimension { get; init; }

    /// <summary>Hash of the feature contract all bags must carry; empty: the first site's is asked of all others.</summary>
    public string ContractSha256 { get; init; } = "";

    /// <summary>At most this many tiles of a patient, chosen by a seeded draw; 0: all.</summary>
    public int MaxTiles { get; init; }
}

/// <summary>What the outcome is predicted from: clinical variables, bags, or both.</summary>
public sealed record InputSpec
{
    /// <summary>Names of dictionary variables, in column order; each known at diagnosis.</summary>
    public ImmutableArray<string> Clinical { get; init; } = [];

    /// <summary>The bags; null when only tables are used.</summary>
    public BagInput? Bags { get; init; }

    /// <summary>Scaling of numbers among the clinical variables.</summary>
    public Standardisation Standardise { get; init; } = Standardisation.None;

    /// <summary>How the two meet; <see cref="Studies.Fusion.None"/> unless both are given.</summary>
    public Fusion Fusion { get; init; } = Fusion.None;
}
