namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// How the sites' deltas become one. A rule is either a weighted sum, whose weights it may choose after a first pass over all deltas, or it
/// works coordinate by coordinate. Pure; the host reads the files.
/// </summary>
public interface IAggregationRule
{
    /// <summary>What the first pass measures; a rule that needs nothing has one pass, the others two.</summary>
    Measures Needs => Measures.Nothing;

    /// <summary>True when <see cref="Combine"/> makes the delta, from a slice of every site at once; false for a weighted sum, one slice at a time.</summary>
    bool IsPerCoordinate => false;

    /// <summary>True when every delta is one vote, whatever its weight: then a site has one, and a late update none.</summary>
    bool TakesOneEach => IsPerCoordinate || Needs == Measures.Distances;

    /// <summary>Weights of the sum of deltas.</summary>
    /// <param name="weights">The strategy's weights [n]; they add up to 1.</param>
    /// <param name="geometry">What the first pass measured.</param>
    double[] Weights(double[] weights, UpdateGeometry geometry) => weights;

    /// <summary>The delta of a slice. Called only when <see cref="IsPerCoordinate"/>.</summary>
    /// <param name="values">A slice of every site's delta [n], each at least [count] long.</param>
    /// <param name="delta">Receives the delta [count].</param>
    void Combine(float[][] values, Span<double> delta) => throw new NotSupportedException("The rule is a weighted sum.");
}
