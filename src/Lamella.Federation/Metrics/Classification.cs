namespace Lamella.Federation.Metrics;

/// <summary>Metrics of the predicted class: binary, positive at probability .5 or more; multiclass, the class of highest probability (the first of equals).</summary>
public static class Classification
{
    /// <summary>The predicted class of each patient.</summary>
    public static int[] Predict(ScoredPatients patients)
    {
        var predicted = new int[patients.Count];
        for (var i = 0; i < predicted.Length; i++)
        {
            var row = patients.Scores.AsSpan(i * patients.Outputs, patients.Outputs);
            if (row.Length == 1)
            {
                predicted[i] = row[0] >= 0.5f ? 1 : 0;
                continue;
            }

            for (var c = 1; c < row.Length; c++)
            {
                if (row[c] > row[predicted[i]])
                    predicted[i] = c;
            }
        }

        return predicted;
    }

    /// <summary>Patients by true class (row) and predicted class (column).</summary>
    public static int[,] Confusion(ScoredPatients patients)
    {
        var classes = Math.Max(2, patients.Outputs);
        var table = new int[classes, classes];
        var predicted = Predict(patients);
        for (var i = 0; i < predicted.Length; i++)
            table[(int)patients.Outcome[i], predicted[i]]++;
        return table;
    }

    internal static Statistic Accuracy(ScoredPatients patients) => WeightedMean.Of(Correct(patients));

    /// <summary>Share of the patients of one class that are predicted so; undefined without patients of it.</summary>
    internal static Statistic Recall(ScoredPatients patients, int ofClass)
    {
        var correct = Correct(patients);
        var outcome = patients.Outcome;
        return counts =>
        {
            double right = 0;
            long n = 0;
            for (var i = 0; i < correct.Length; i++)
            {
                if ((int)outcome[i] != ofClass)
                    continue;
                right += counts[i] * correct[i];
                n += counts[i];
            }

            return n == 0 ? null : right / n;
        };
    }

    /// <summary>Mean of the classes' recalls (Brodersen et al. 2010); undefined unless every class has a patient.</summary>
    internal static Statistic BalancedAccuracy(ScoredPatients patients)
    {
        var recalls = Enumerable.Range(0, Math.Max(2, patients.Outputs)).Select(c => Recall(patients, c)).ToArray();
        return counts =>
        {
            var sum = 0.0;
            foreach (var recall in recalls)
            {
                if (recall(counts) is not { } value)
                    return null;
                sum += value;
            }

            return sum / recalls.Length;
        };
    }

    private static double[] Correct(ScoredPatients patients)
    {
        var predicted = Predict(patients);
        var correct = new double[predicted.Length];
        for (var i = 0; i < correct.Length; i++)
            correct[i] = predicted[i] == (int)patients.Outcome[i] ? 1 : 0;
        return correct;
    }
}
