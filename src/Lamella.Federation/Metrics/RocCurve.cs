using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>A point of a ROC curve.</summary>
/// <param name="FalsePositiveRate">1 - specificity.</param>
/// <param name="TruePositiveRate">Sensitivity.</param>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate);

/// <summary>The ROC curve: one point per distinct score, from (0, 0) to (1, 1).</summary>
public static class RocCurve
{
    /// <summary>The curve; empty with one class only. <paramref name="outcome"/> is 1 for positive patients.</summary>
    public static ImmutableArray<RocPoint> Of(ReadOnlySpan<float> scores, ReadOnlySpan<float> outcome)
    {
        var order = TieGroups.Sort(scores, out var starts);
        var positives = 0;
        foreach (var o in outcome)
            positives += o == 1 ? 1 : 0;
        var negatives = outcome.Length - positives;
        if (positives == 0 || negatives == 0)
            return [];

        var points = ImmutableArray.CreateBuilder<RocPoint>(starts.Length);
        points.Add(new RocPoint(0, 0));
        int truePositives = 0, falsePositives = 0;
        for (var group = starts.Length - 2; group >= 0; group--)
        {
            for (var i = starts[group]; i < starts[group + 1]; i++)
            {
                if (outcome[order[i]] == 1)
                    truePositives++;
                else
                    falsePositives++;
            }

            points.Add(new RocPoint((double)falsePositives / negatives, (double)truePositives / positives));
        }

        return points.ToImmutable();
    }
}
