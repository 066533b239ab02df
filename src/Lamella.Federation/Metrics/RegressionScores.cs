namespace Lamella.Federation.Metrics;

/// <summary>Metrics of predicted numbers.</summary>
internal static class RegressionScores
{
    /// <summary>Mean of |prediction - value|, in the outcome's unit.</summary>
    public static Statistic MeanAbsoluteError(ScoredPatients patients)
    {
        var values = new double[patients.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Abs((double)patients.Scores[i] - patients.Outcome[i]);
        return WeightedMean.Of(values);
    }

    /// <summary>1 - residual sum of squares / sum of squares about the counted patients' mean; undefined when all values are equal.</summary>
    public static Statistic R2(ScoredPatients patients)
    {
        var (outcome, scores) = (patients.Outcome, patients.Scores);
        return counts =>
        {
            long n = 0;
            double sum = 0, residual = 0, total = 0;
            for (var i = 0; i < outcome.Length; i++)
            {
                n += counts[i];
                sum += counts[i] * (double)outcome[i];
            }

            var mean = sum / n;
            for (var i = 0; i < outcome.Length; i++)
            {
                residual += counts[i] * Square((double)outcome[i] - scores[i]);
                total += counts[i] * Square(outcome[i] - mean);
            }

            return n == 0 || total == 0 ? null : 1 - (residual / total);
        };
    }

    private static double Square(double x) => x * x;
}
