using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// The weighted mean of deltas scaled down to a norm c, Sun et al. 2019, "Can you really backdoor federated learning?": each counts with w min(1, c / norm).
/// Without a norm in the protocol c is the median of the round's finite norms. An update that is not finite counts nothing, and the others' weights
/// add up to 1 without it. Two passes, one slice at a time.
/// </summary>
internal sealed class NormClip(NormClipSpec spec) : IAggregationRule
{
    public Measures Needs => Measures.Norms;

    public double[] Weights(double[] weights, UpdateGeometry geometry)
    {
        var finite = geometry.Norms.Where(double.IsFinite).Order().ToArray();
        var kept = Enumerable.Range(0, weights.Length).Where(i => double.IsFinite(geometry.Norms[i])).Sum(i => weights[i]);
        if (finite.Length == 0)
            return new double[weights.Length];
        var limit = spec.Norm ?? ((finite[(finite.Length - 1) / 2] + finite[finite.Length / 2]) / 2);
        return [.. weights.Select((w, i) => double.IsFinite(geometry.Norms[i]) ? w / kept * (geometry.Norms[i] > limit ? limit / geometry.Norms[i] : 1) : 0)];
    }
}
