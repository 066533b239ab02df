namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// How the updates' deltas become one. A rule is either a weighted sum, whose weights it may choose after a first pass over all deltas, or it
/// works coordinate by coordinate. Pure and deterministic in the order given; the host reads the files. An update that is not finite never makes the
/// result of a rule other than the mean not finite.
/// </summary>
public interface IAggregationRule
{
    /// <summary>What the first pass measures; a rule that needs nothing has no first pass.</summary>
    Measures Needs => Measures.Nothing;

    /// <summary>Times all deltas are read: 1, or 2 with a first pass.</summary>
    int Passes => Needs == Measures.Nothing ? 1 : 2;

    /// <summary>True when <see cref="Combine"/> makes the delta, from a slice of every update at once; false for a weighted sum, one slice at a time.</summary>
    bool IsPerCoordinate => false;

    /// <summary>True for the strategy's own weighted mean, the only rule that goes with a control variate.</summary>
    bool IsMean => false;

    /// <summary>Weights of the sum of deltas; an update of weight 0 is not read again, whatever it holds.</summary>
    /// <param name="weights">The strategy's weights [n]; they add up to 1.</param>
    /// <param name="geometry">What the first pass measured.</param>
    double[] Weights(double[] weights, UpdateGeometry geometry) => weights;

    /// <summary>The delta of a slice. Called only when <see cref="IsPerCoordinate"/>.</summary>
    /// <param name="values">A slice of every update's delta [n], each at least [count] long.</param>
    /// <param name="delta">Receives the delta [count].</param>
    void Combine(float[][] values, Span<double> delta) => throw new NotSupportedException("The rule is a weighted sum.");
}
