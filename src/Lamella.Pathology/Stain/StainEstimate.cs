namespace Lamella.Pathology.Stain;

/// <summary>Stains as measured on tiles.</summary>
/// <param name="Matrix">Stain vectors and largest concentrations.</param>
/// <param name="Pixels">Stained pixels the estimate rests on, after thinning.</param>
/// <param name="AngleBetween">Angle between the two vectors in degrees; the smaller, the less well the stains can be told apart.</param>
public sealed record StainEstimate(StainMatrix Matrix, int Pixels, double AngleBetween);
