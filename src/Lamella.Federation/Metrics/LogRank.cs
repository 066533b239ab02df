namespace Lamella.Federation.Metrics;

/// <summary>Result of a log-rank test of two groups.</summary>
/// <param name="ChiSquare">Statistic, one degree of freedom.</param>
/// <param name="P">Two-sided p-value.</param>
/// <param name="Observed">Events seen in the first group.</param>
/// <param name="Expected">Events expected in the first group if the groups did not differ.</param>
public readonly record struct LogRankResult(double ChiSquare, double P, int Observed, double Expected);

/// <summary>The log-rank test (Mantel 1966; Peto and Peto 1972) with the hypergeometric variance.</summary>
public static class LogRank
{
    /// <summary>Compares the patients with <paramref name="inFirst"/> with the others; null when a group is empty or no event tells them apart.</summary>
    public static LogRankResult? Of(ReadOnlySpan<float> times, ReadOnlySpan<float> events, ReadOnlySpan<bool> inFirst)
    {
        var order = TieGroups.Sort(times, out var starts);
        int n = order.Length, first = 0, observed = 0;
        foreach (var f in inFirst)
            first += f ? 1 : 0;
        double expected = 0, variance = 0;
        for (var group = 0; group + 1 < starts.Length; group++)
        {
            int died = 0, diedInFirst = 0, leftFirst = 0;
            for (var i = starts[group]; i < starts[group + 1]; i++)
            {
                var row = order[i];
                died += events[row] == 1 ? 1 : 0;
                diedInFirst += events[row] == 1 && inFirst[row] ? 1 : 0;
                leftFirst += inFirst[row] ? 1 : 0;
            }

            var share = (double)first / n;
            observed += diedInFirst;
            expected += died * share;
            if (n > 1)
                variance += died * share * (1 - share) * (n - died) / (n - 1);
            n -= starts[group + 1] - starts[group];
            first -= leftFirst;
        }

        if (variance <= 0)
            return null;
        var chiSquare = (observed - expected) * (observed - expected) / variance;
        return new LogRankResult(chiSquare, Erfc(Math.Sqrt(chiSquare / 2)), observed, expected);
    }

    /// <summary>Complementary error function for x at least 0: Maclaurin series below 2, continued fraction (Abramowitz and Stegun 7.1.14) above.</summary>
    internal static double Erfc(double x)
    {
        if (x < 2)
        {
            double term = x, sum = x;
            for (var k = 1; k < 60; k++)
            {
                term *= -x * x / k;
                sum += term / ((2 * k) + 1);
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * sum);
        }

        var fraction = x;
        for (var k = 100; k >= 1; k--)
            fraction = x + (k / 2.0 / fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction;
    }
}
