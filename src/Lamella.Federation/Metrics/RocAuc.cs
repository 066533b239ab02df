namespace Lamella.Federation.Metrics;

/// <summary>
/// Area under the ROC curve as the probability that a positive patient scores above a negative one, ties counted half (Hanley and McNeil 1982,
/// Radiology 143:29). Undefined with one class only.
/// </summary>
public static class RocAuc
{
    /// <summary>AUC; <paramref name="outcome"/> is 1 for positive patients. O(n log n).</summary>
    public static double? Of(ReadOnlySpan<float> scores, ReadOnlySpan<float> outcome)
    {
        var ones = new int[scores.Length];
        Array.Fill(ones, 1);
        return Prepare(scores.ToArray(), outcome.ToArray())(ones);
    }

    internal static Statistic Prepare(float[] scores, float[] outcome)
    {
        var order = TieGroups.Sort(scores, out var starts);
        var positive = Array.ConvertAll(order, row => outcome[row] == 1);
        return counts =>
        {
            long twiceWins = 0, positives = 0, negatives = 0;
            for (var group = 0; group + 1 < starts.Length; group++)
            {
                long inPositive = 0, inNegative = 0;
                for (var i = starts[group]; i < starts[group + 1]; i++)
                {
                    if (positive[i])
                        inPositive += counts[order[i]];
                    else
                        inNegative += counts[order[i]];
                }

                twiceWins += inPositive * ((2 * negatives) + inNegative);
                positives += inPositive;
                negatives += inNegative;
            }

            return positives == 0 || negatives == 0 ? null : twiceWins / (2.0 * positives * negatives);
        };
    }

    /// <summary>Mean over classes of one-against-the-rest; undefined unless every class has a patient, so that scopes stay comparable.</summary>
    internal static Statistic PrepareMacro(ScoredPatients patients)
    {
        var classes = new Statistic[patients.Outputs];
        for (var c = 0; c < classes.Length; c++)
        {
            var column = new float[patients.Count];
            var isClass = new float[patients.Count];
            for (var i = 0; i < column.Length; i++)
                (column[i], isClass[i]) = (patients.Scores[(i * patients.Outputs) + c], patients.Outcome[i] == c ? 1 : 0);
            classes[c] = Prepare(column, isClass);
        }

        return counts =>
        {
            var sum = 0.0;
            foreach (var one in classes)
            {
                if (one(counts) is not { } auc)
                    return null;
                sum += auc;
            }

            return sum / classes.Length;
        };
    }
}
