namespace Lamella.Federation.Metrics;

/// <summary>How far probabilities are from what happened.</summary>
internal static class ProbabilityScores
{
    /// <summary>Probabilities are kept this far from 0 and 1 before the logarithm: float32 knows none closer to 1.</summary>
    private const double LogMargin = 1e-7;

    private const int Bins = 10;

    /// <summary>Brier 1950: binary, mean of (p - y)^2; multiclass, mean of the sum over classes of (p_c - y_c)^2.</summary>
    public static Statistic Brier(ScoredPatients patients)
    {
        var values = new double[patients.Count];
        for (var i = 0; i < values.Length; i++)
        {
            for (var c = 0; c < patients.Outputs; c++)
            {
                var happened = patients.Outputs == 1 ? patients.Outcome[i] : patients.Outcome[i] == c ? 1 : 0;
                var gap = patients.Scores[(i * patients.Outputs) + c] - happened;
                values[i] += (double)gap * gap;
            }
        }

        return WeightedMean.Of(values);
    }

    /// <summary>Mean of -log of the probability given to the class that happened.</summary>
    public static Statistic LogLoss(ScoredPatients patients)
    {
        var values = new double[patients.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var given = patients.Outputs == 1
                ? patients.Outcome[i] == 1 ? patients.Scores[i] : 1.0 - patients.Scores[i]
                : patients.Scores[(i * patients.Outputs) + (int)patients.Outcome[i]];
            values[i] = -Math.Log(Math.Clamp(given, LogMargin, 1 - LogMargin));
        }

        return WeightedMean.Of(values);
    }

    /// <summary>
    /// Expected calibration error (Naeini et al. 2015): ten equal bins of probability, the gap between mean probability and share of positives in
    /// each, weighted by patients.
    /// </summary>
    public static Statistic CalibrationError(ScoredPatients patients)
    {
        var bin = Array.ConvertAll(patients.Scores, p => Math.Clamp((int)(p * Bins), 0, Bins - 1));
        var gap = new double[patients.Count];
        for (var i = 0; i < gap.Length; i++)
            gap[i] = (double)patients.Scores[i] - patients.Outcome[i];
        return counts =>
        {
            Span<double> sums = stackalloc double[Bins];
            sums.Clear();
            long n = 0;
            for (var i = 0; i < gap.Length; i++)
            {
                sums[bin[i]] += counts[i] * gap[i];
                n += counts[i];
            }

            var total = 0.0;
            foreach (var sum in sums)
                total += Math.Abs(sum);
            return n == 0 ? null : total / n;
        };
    }
}
