namespace Lamella.Federation.Metrics;

/// <summary>Values of several seeds in short.</summary>
/// <param name="Count">Seeds with a defined value.</param>
/// <param name="Mean">Mean; null without values.</param>
/// <param name="Deviation">Standard deviation with n - 1; null with fewer than two values.</param>
/// <param name="Least">Smallest value.</param>
/// <param name="Greatest">Largest value.</param>
public readonly record struct Spread(int Count, double? Mean, double? Deviation, double? Least, double? Greatest)
{
    /// <summary>Sums up; undefined values are left out.</summary>
    public static Spread Of(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToArray();
        if (known.Length == 0)
            return default;
        var mean = known.Average();
        double? deviation = known.Length < 2 ? null : Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Length - 1));
        return new Spread(known.Length, mean, deviation, known.Min(), known.Max());
    }
}
