namespace Lamella.Pathology.Stain;

/// <summary>
/// Optical density of an 8-bit value: -log10((v + 1) / 256), after Beer and Lambert with an incident light of 256. One is added so that black has a
/// density; glass of a scanner (v about 240) has .027.
/// </summary>
internal static class OpticalDensity
{
    /// <summary>Density of black, the largest there is: log10(256).</summary>
    public const double Largest = 2.408239965311849;

    private static readonly float[] Values = [.. Enumerable.Range(0, 256).Select(value => (float)-Math.Log10((value + 1) / 256.0))];

    /// <summary>Density of each value.</summary>
    public static ReadOnlySpan<float> Table => Values;

    /// <summary>The value of a density, unrounded: 256 * 10^-density - 1.</summary>
    public static double Value(double density) => (256 * Math.Pow(10, -density)) - 1;
}
