namespace Lamella.Pathology.Tissue;

/// <summary>
/// What makes a pixel tissue on one overview: its level is at most <see cref="Threshold"/>, or it is stained by its own colour, or both.
/// <list type="number">
/// <item>No glass: at least half of the brighter class of Otsu's threshold is stained by its own colour. Then every stained pixel is tissue.</item>
/// <item>Tissue and glass: the two classes lie apart, by at least 20 levels, or by 4 and 8 of colour range. Then the darker class is tissue.</item>
/// <item>Glass, perhaps with a trace of tissue too small to move the threshold: a pixel is tissue when it is stained and 20 levels darker than the
/// commonest level. On noise nothing is.</item>
/// </list>
/// </summary>
/// <param name="Threshold">Largest level of tissue.</param>
/// <param name="StainedOnly">Whether a pixel must be stained by its own colour besides.</param>
internal readonly record struct TissueRule(int Threshold, bool StainedOnly)
{
    // The halves into which a threshold cuts mere noise lie 1.6 standard deviations apart and have the same hue.
    private const double FarLevels = 20, NearLevels = 4, NearRange = 8;

    // With saturation the level is a range of colour itself, and so is the noise.
    private const double FarSaturation = 8;

    public static TissueRule Of(OverviewStatistics picture, TissueMethod method, ReadOnlySpan<long> painted)
    {
        var threshold = Otsu.Threshold(painted);
        if (threshold < 0 || OverviewStatistics.Sum(picture.Counts, 0, threshold) is 0 || OverviewStatistics.Sum(picture.Counts, threshold + 1, 255) is 0)
            return 2 * picture.Stained.Sum() >= picture.Usable ? new TissueRule(255, StainedOnly: true) : new TissueRule(-1, StainedOnly: true);
        if (2 * OverviewStatistics.Sum(picture.Stained, threshold + 1, 255) >= OverviewStatistics.Sum(picture.Counts, threshold + 1, 255))
            return new TissueRule(255, StainedOnly: true);
        if (Apart(picture, method, threshold))
            return new TissueRule(threshold, StainedOnly: false);
        return new TissueRule(Array.IndexOf(picture.Counts, picture.Counts.Max()) - (int)FarLevels, StainedOnly: true);
    }

    /// <summary>Whether the rule calls a usable pixel tissue.</summary>
    public bool IsTissue(byte level, byte red, byte green, byte blue) =>
        level <= Threshold && (!StainedOnly || StainedPixel.IsStained(red, green, blue));

    private static bool Apart(OverviewStatistics picture, TissueMethod method, int threshold)
    {
        var (dark, bright) = (picture.MeanColour(0, threshold), picture.MeanColour(threshold + 1, 255));
        var range = Range(dark) - Range(bright);
        if (method is TissueMethod.Saturation)
            return range >= FarSaturation;
        var gap = ((dark.Red - bright.Red) * -0.299) - ((dark.Green - bright.Green) * 0.587) - ((dark.Blue - bright.Blue) * 0.114);
        return gap >= FarLevels || (gap >= NearLevels && range >= NearRange);
    }

    private static double Range((double Red, double Green, double Blue) colour) =>
        Math.Max(colour.Red, Math.Max(colour.Green, colour.Blue)) - Math.Min(colour.Red, Math.Min(colour.Green, colour.Blue));
}
