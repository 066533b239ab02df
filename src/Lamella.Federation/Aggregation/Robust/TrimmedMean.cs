using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// Coordinate-wise trimmed mean, Yin et al. 2018: the mean without the largest and the smallest ceil(trim n) values. Sites count the same, whatever their
/// size and however late. One pass, with a slice of every site.
/// </summary>
internal sealed class TrimmedMean(TrimmedMeanSpec spec) : IAggregationRule
{
    public bool IsPerCoordinate => true;

    public void Combine(float[][] values, Span<double> delta)
    {
        var cut = spec.CutOf(values.Length);
        if (values.Length - (2 * cut) < 1)
        {
            throw new LamellaException(ErrorCodes.TooFewUpdates, $"A trimmed mean that leaves out {cut} of {values.Length} updates at each end leaves none.",
                "Lower aggregation.trim in the protocol, or raise quorum.sites.");
        }

        OrderedValues.Mean(values, delta, cut, values.Length - 1 - cut);
    }
}
