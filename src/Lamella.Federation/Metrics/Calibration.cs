using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>A group of patients of similar predicted probability.</summary>
/// <param name="Predicted">Mean predicted probability.</param>
/// <param name="Observed">Share that was positive.</param>
/// <param name="Low">Lower 95 % limit of that share (Wilson 1927).</param>
/// <param name="High">Upper limit.</param>
/// <param name="Patients">Patients in the group.</param>
public readonly record struct CalibrationGroup(double Predicted, double Observed, double Low, double High, int Patients);

/// <summary>Logistic recalibration (Cox 1958): logit of the outcome = Intercept + Slope x logit of the prediction; 0 and 1 are perfect.</summary>
/// <param name="Intercept">Fitted together with the slope.</param>
/// <param name="Slope">Below 1: predictions are too extreme; above 1: too cautious.</param>
public readonly record struct CalibrationLine(double Intercept, double Slope);

/// <summary>Whether patients said to carry a risk of p turn out positive in a share p of cases.</summary>
public static class Calibration
{
    private const double Z = 1.959963984540054;

    /// <summary>Patients in rising order of probability cut into groups of nearly equal size, at most <paramref name="groups"/> and no smaller than five patients unless there are fewer.</summary>
    public static ImmutableArray<CalibrationGroup> Groups(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> outcome, int groups)
    {
        var order = TieGroups.Sort(probabilities, out _);
        groups = Math.Clamp(order.Length / 5, order.Length == 0 ? 0 : 1, groups);
        var result = ImmutableArray.CreateBuilder<CalibrationGroup>(groups);
        for (var g = 0; g < groups; g++)
        {
            int from = (int)((long)g * order.Length / groups), to = (int)((long)(g + 1) * order.Length / groups), n = to - from;
            double predicted = 0, positives = 0;
            for (var i = from; i < to; i++)
            {
                predicted += probabilities[order[i]];
                positives += outcome[order[i]];
            }

            var share = positives / n;
            var centre = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
            var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4.0 * n * n)));
            result.Add(new CalibrationGroup(predicted / n, share, Math.Max(0, centre - half), Math.Min(1, centre + half), n));
        }

        return result.ToImmutable();
    }

    /// <summary>Maximum-likelihood line by Newton's method; null with one class only, or when the predictions part the classes so well that none exists.</summary>
    public static CalibrationLine? Line(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> outcome)
    {
        var logits = new double[probabilities.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            var p = Math.Clamp(probabilities[i], 1e-7, 1 - 1e-7);
            logits[i] = Math.Log(p / (1 - p));
        }

        double a = 0, b = 1;
        for (var iteration = 0; iteration < 50; iteration++)
        {
            double ga = 0, gb = 0, haa = 0, hab = 0, hbb = 0;
            for (var i = 0; i < logits.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-(a + (b * logits[i]))));
                var (gap, w) = (outcome[i] - p, p * (1 - p));
                (ga, gb) = (ga + gap, gb + (gap * logits[i]));
                (haa, hab, hbb) = (haa + w, hab + (w * logits[i]), hbb + (w * logits[i] * logits[i]));
            }

            var determinant = (haa * hbb) - (hab * hab);
            if (!(determinant > 1e-12 * Math.Max(1, haa * hbb)))
                return null;
            var (da, db) = (((hbb * ga) - (hab * gb)) / determinant, ((haa * gb) - (hab * ga)) / determinant);
            (a, b) = (a + da, b + db);
            if (!double.IsFinite(a) || !double.IsFinite(b) || Math.Abs(b) > 100)
                return null;
            if (Math.Abs(da) + Math.Abs(db) < 1e-10)
                return new CalibrationLine(a, b);
        }

        return null;
    }
}
