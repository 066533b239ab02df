namespace Lamella.Pathology.Stain;

/// <summary>
/// Tells H&amp;E from HES, from other stains and from grey, by the share of hues that mixtures of haematoxylin and eosin do not have (see
/// <see cref="StainHues"/>). The order of the rules matters: grey, then other, then saffron.
/// </summary>
public sealed class StainClassifier
{
    /// <summary>Fewer stained pixels give no verdict.</summary>
    public const int SmallestCount = 1000;

    /// <summary>Share of grey pixels from which a slide has no colour. Dark nuclei of real H&amp;E reach .4 on a single tile.</summary>
    public const double SmallestGrey = 0.9;

    /// <summary>Share of blue-green pixels from which the stain is another. Real H&amp;E stays under .08 per patient (bluish haematoxylin, fat of edges).</summary>
    public const double SmallestCold = 0.2;

    /// <summary>Share of brown pixels from which the stain is another. Real H&amp;E stays under .08 per patient (iron pigment, bleeding).</summary>
    public const double SmallestBrown = 0.1;

    /// <summary>The same where there is no eosin (<see cref="LargestPinkless"/>): few positive cells on a haematoxylin counterstain.</summary>
    public const double SmallestBrownAlone = 0.02;

    /// <summary>Share of pink pixels up to which there is no eosin.</summary>
    public const double LargestPinkless = 0.02;

    /// <summary>Share of yellow pixels from which there is saffron. Real H&amp;E stays under .04 for 99 patients in 100.</summary>
    public const double SmallestYellow = 0.08;

    private readonly PixelSample sample = new(MacenkoEstimator.SmallestDensity);

    /// <summary>The verdict on one tile; null when it holds too few stained pixels.</summary>
    /// <param name="rgb">Pixels, 3 bytes each.</param>
    public static StainVerdict? Classify(ReadOnlySpan<byte> rgb)
    {
        var classifier = new StainClassifier();
        classifier.Add(rgb);
        return classifier.Finish();
    }

    /// <summary>Takes the pixels of one more tile of the slide. A slide's verdict is surer than a tile's.</summary>
    /// <param name="rgb">Pixels, 3 bytes each.</param>
    public void Add(ReadOnlySpan<byte> rgb) => sample.Add(rgb);

    /// <summary>The verdict on all tiles so far; null when they hold too few stained pixels.</summary>
    public StainVerdict? Finish()
    {
        if (sample.Count < SmallestCount)
            return null;
        var hues = StainHues.Of(sample.Rgb);
        if (hues.Grey >= SmallestGrey)
            return StainVerdict.GreyScale;
        if (hues.Cold >= SmallestCold || hues.Brown >= SmallestBrown || (hues.Brown >= SmallestBrownAlone && hues.Pink <= LargestPinkless))
            return StainVerdict.Other;
        return hues.Yellow >= SmallestYellow ? StainVerdict.HaematoxylinEosinSaffron : StainVerdict.HaematoxylinEosin;
    }
}
