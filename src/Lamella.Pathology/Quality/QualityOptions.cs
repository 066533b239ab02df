namespace Lamella.Pathology.Quality;

/// <summary>Every threshold that a verdict on a slide rests on.</summary>
public sealed record QualityOptions
{
    /// <summary>Finest pixel a slide scanner has, in um/px: 100x oil is about .1. Anything finer is a wrong tag. .05 unless given.</summary>
    public double FinestResolution { get; init; } = 0.05;

    /// <summary>Coarsest pixel a slide can have at level 0, in um/px: 2.5x is 4. A tag of 10 or more is that of a thumbnail, or of a printer's dots. 8 unless given.</summary>
    public double CoarsestResolution { get; init; } = 8;

    /// <summary>Longer side of a pixel over its shorter one: scanners have square pixels, wrong tags often not. 1.25 unless given.</summary>
    public double LargestPixelAspect { get; init; } = 1.25;

    /// <summary>
    /// Tiles are enlarged when the slide is coarser than the contract by more than this factor. Scanners that are sold as .5 um/px reach from .45 to
    /// .55, so 1.15 unless given.
    /// </summary>
    public double CoarseFactor { get; init; } = 1.15;

    /// <summary>From this factor on a tile holds too little of what the encoder has learned to see: the slide is refused. 2.5 unless given.</summary>
    public double RefusedCoarseFactor { get; init; } = 2.5;

    /// <summary>Largest step from one level to the next. Formats use 2 or 4, some leave one out of three; beyond it overviews are slow. 16 unless given.</summary>
    public double LargestLevelStep { get; init; } = 16;

    /// <summary>Pixels on the longer side up to which a single level is enough. 8192 unless given: a level of that size is read whole in a second.</summary>
    public int SingleLevelSide { get; init; } = 8192;

    /// <summary>Under this area of tissue, in square millimetres, it is little: twenty tiles of 112 um; a tissue core of .6 mm has .28, a needle biopsy 5 to 20. .25 unless given.</summary>
    public double LittleTissue { get; init; } = 0.25;

    /// <summary>Fewer tiles than this are few: heads look at the 10 highest and the 10 lowest tiles of a slide. 20 unless given.</summary>
    public int FewTiles { get; init; } = 20;

    /// <summary>
    /// Under this median of <see cref="Focus.LaplacianVariance"/> over tiles, in squared grey levels, the slide is soft. Sharp public H&amp;E at .25 and
    /// .5 um/px has medians of 360 and 980 (a tile in 20 is under 160 and 360); the same tiles blurred by a gaussian of 2 px have 24 and 25. 60 unless given.
    /// </summary>
    public double SoftFocus { get; init; } = 60;

    /// <summary>Under this one nothing of a nucleus is left to see: the same tiles blurred by 3 px have 6. 12 unless given.</summary>
    public double NoFocus { get; init; } = 12;

    /// <summary>Ink over this share of tissue and ink together is worth a look: about a ring round a lesion. .05 unless given.</summary>
    public double PenWarning { get; init; } = 0.05;

    /// <summary>Over this share what is left may not be what was meant, or the stain itself is blue or green. .6 unless given.</summary>
    public double PenRefused { get; init; } = 0.6;

    /// <summary>Black over this share of the overview is worth a look: a scanner leaves out what it takes for empty. .1 unless given.</summary>
    public double BlackWarning { get; init; } = 0.1;

    /// <summary>Over this share the scan failed. .95 unless given.</summary>
    public double BlackRefused { get; init; } = 0.95;

    /// <summary>White over this share of the overview, and no tissue: the slide is blank. .95 unless given.</summary>
    public double Blank { get; init; } = 0.95;

    /// <summary>Whether a scanner may have pixels of this size.</summary>
    /// <param name="x">um/px across.</param>
    /// <param name="y">um/px down.</param>
    public bool IsPlausible(double x, double y) =>
        Math.Min(x, y) >= FinestResolution && Math.Max(x, y) <= CoarsestResolution && Math.Max(x, y) / Math.Min(x, y) <= LargestPixelAspect;
}
