using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// Krum and multi-Krum, Blanchard et al. 2017, "Machine learning with adversaries: Byzantine tolerant gradient descent": an update's score is the sum of
/// its squared distances to its n - f - 2 nearest others; the m of least score count, each 1/m, whatever their size and however late. Of equal scores the first counts.
/// An update that is not finite is infinitely far from all; where more than f are, no score is finite and the model stays. Two passes, the first with a
/// slice of every site.
/// </summary>
internal sealed class Krum(KrumSpec spec) : IAggregationRule
{
    public Measures Needs => Measures.Distances;

    public double[] Weights(double[] weights, UpdateGeometry geometry)
    {
        var n = weights.Length;
        if (n < spec.FewestUpdates)
        {
            throw new LamellaException(ErrorCodes.TooFewUpdates, $"Krum against {spec.Hostile} hostile sites needs {spec.FewestUpdates} updates, {n} came.",
                "Lower aggregation.hostile in the protocol, raise quorum.sites, or use the median.");
        }

        var scores = Enumerable.Range(0, n).Select(i => Score(geometry.SquaredDistances, i)).ToArray();
        var chosen = Enumerable.Range(0, n).Where(i => double.IsFinite(scores[i])).OrderBy(i => scores[i]).Take(Math.Min(spec.Keep, n - spec.Hostile)).ToHashSet();
        return [.. weights.Select((_, i) => chosen.Contains(i) ? 1.0 / chosen.Count : 0)];
    }

    private double Score(double[,] distances, int update)
    {
        var n = distances.GetLength(0);
        return Enumerable.Range(0, n).Where(other => other != update)
            .Select(other => double.IsNaN(distances[update, other]) ? double.PositiveInfinity : distances[update, other])
            .Order().Take(n - spec.Hostile - 2).Sum();
    }
}
