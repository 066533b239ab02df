namespace Lamella.Pathology.Stain;

/// <summary>
/// Two stains as light sees them: unit vectors of optical density (red, green, blue) and the concentration that 99 % of tissue pixels stay below
/// (Macenko et al. 2009). Part of a contract when tiles are normalised to it.
/// </summary>
/// <param name="Haematoxylin">Three numbers, length 1.</param>
/// <param name="Eosin">Three numbers, length 1.</param>
/// <param name="MaxHaematoxylin">99th percentile of its concentration.</param>
/// <param name="MaxEosin">99th percentile of its concentration.</param>
public sealed record StainMatrix(double[] Haematoxylin, double[] Eosin, double MaxHaematoxylin, double MaxEosin);
