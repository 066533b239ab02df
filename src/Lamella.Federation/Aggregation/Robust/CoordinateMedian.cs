namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// Coordinate-wise median, Yin et al. 2018, "Byzantine-robust distributed learning: towards optimal statistical rates": of an even number the mean of
/// the two in the middle. Sites count the same, whatever their size and however late. One pass, with a slice of every site.
/// </summary>
internal sealed class CoordinateMedian : IAggregationRule
{
    public bool IsPerCoordinate => true;

    public void Combine(float[][] values, Span<double> delta) => OrderedValues.Mean(values, delta, (values.Length - 1) / 2, values.Length / 2);
}
