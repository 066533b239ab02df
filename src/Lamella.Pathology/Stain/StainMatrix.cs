namespace Lamella.Pathology.Stain;

/// <summary>
/// Two stains as light sees them: unit vectors of optical density (red, green, blue) and the concentration that 99 % of tissue pixels stay below
/// (Macenko et al. 2009). Part of a contract when tiles are normalised to it.
/// </summary>
/// <param name="Haematoxylin">Three numbers, length 1.</param>
/// <param name="Eosin">Three numbers, length 1.</param>
/// <param name="MaxHaematoxylin">99th percentile of its concentration.</param>
/// <param name="MaxEosin">99th percentile of its concentration.</param>
public sealed record StainMatrix(double[] Haematoxylin, double[] Eosin, double MaxHaematoxylin, double MaxEosin)
{
    /// <summary>
    /// A staining to normalise to when a study names none: the mean over 193 patients' slides of breast H&amp;E (public tiles of Cruz-Roa et al. 2014),
    /// as <see cref="MacenkoEstimator"/> measures each. Never change it: features made with it would no longer compare.
    /// </summary>
    public static StainMatrix Reference { get; } = new([0.5550, 0.7043, 0.4427], [0.1516, 0.8090, 0.5679], 0.794, 0.604);
}
