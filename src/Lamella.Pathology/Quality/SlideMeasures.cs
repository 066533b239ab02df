using Lamella.Pathology.Stain;

namespace Lamella.Pathology.Quality;

/// <summary>What was measured on a slide. A null is something that was not measured, and nothing is found about it.</summary>
public sealed record SlideMeasures
{
    /// <summary>Size of a level-0 pixel in micrometres; null when neither the file nor the user says one that can be.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>What the file says of it, however absurd; null when it says nothing.</summary>
    public double? ClaimedMicronsPerPixel { get; init; }

    /// <summary>Resolution that the contract asks for, in um/px.</summary>
    public double? WantedMicronsPerPixel { get; init; }

    /// <summary>Pixels on the longer side of level 0.</summary>
    public long LongerSide { get; init; }

    /// <summary>Levels of the pyramid, level 0 included.</summary>
    public int Levels { get; init; } = 1;

    /// <summary>Levels that show the same as level 0; null when this was not looked at.</summary>
    public int? UsableLevels { get; init; }

    /// <summary>Largest factor between one level and the next; 1 where there is one level.</summary>
    public double LargestLevelStep { get; init; } = 1;

    /// <summary>Tissue to be used, in square millimetres.</summary>
    public double? TissueSquareMillimetres { get; init; }

    /// <summary>Pieces of tissue that lie apart.</summary>
    public int Cuts { get; init; }

    /// <summary>Tiles that hold enough tissue.</summary>
    public int? TilesFound { get; init; }

    /// <summary>Median of <see cref="Focus.LaplacianVariance"/> over tissue tiles, in squared grey levels.</summary>
    public double? FocusMedian { get; init; }

    /// <summary>Share of tissue and ink together that is pen ink, 0 to 1.</summary>
    public double PenShare { get; init; }

    /// <summary>Share of the overview that is pure black.</summary>
    public double BlackShare { get; init; }

    /// <summary>Share of the overview that is pure white.</summary>
    public double WhiteShare { get; init; }

    /// <summary>What the tissue tiles are stained with.</summary>
    public StainVerdict? Stain { get; init; }

    /// <summary>Its stains' vectors and concentrations; null when too little tissue was found.</summary>
    public StainMatrix? StainMatrix { get; init; }

    /// <summary>Whether the file itself has no colour (one sample per pixel).</summary>
    public bool GreyScale { get; init; }
}
