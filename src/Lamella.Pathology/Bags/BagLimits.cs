namespace Lamella.Pathology.Bags;

/// <summary>Bounds checked before anything is allocated, so that a lying header cannot take the machine's memory.</summary>
public static class BagLimits
{
    /// <summary>Most rows of a bag.</summary>
    public const int MaxTiles = 4_000_000;

    /// <summary>Most features of a row.</summary>
    public const int MaxDimension = 65_536;

    /// <summary>Most numbers of a bag: 2 GB.</summary>
    public const long MaxElements = 536_870_912;

    /// <summary>Deflate cannot shrink further than this (1032 : 1), so a file that claims more lies.</summary>
    internal const long MaxCompression = 1_100;
}
