using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>The survival curve from one distinct time on.</summary>
/// <param name="Time">A time at which someone had the event or was censored.</param>
/// <param name="AtRisk">Patients under observation just before it.</param>
/// <param name="Events">Events at it.</param>
/// <param name="Censored">Patients censored at it, after the events.</param>
/// <param name="Survival">Estimated share without the event after it.</param>
/// <param name="Low">Lower 95 % limit.</param>
/// <param name="High">Upper 95 % limit.</param>
public readonly record struct SurvivalStep(double Time, int AtRisk, int Events, int Censored, double Survival, double Low, double High);

/// <summary>
/// Product-limit estimate of Kaplan and Meier 1958; variance by Greenwood 1926, with 95 % limits on the log(-log) scale (Kalbfleisch and Prentice
/// 1980), which stay within 0 and 1.
/// </summary>
public static class KaplanMeier
{
    private const double Z = 1.959963984540054;

    /// <summary>The curve, one step per distinct time; <paramref name="events"/> is 1 where the event was seen.</summary>
    public static ImmutableArray<SurvivalStep> Of(ReadOnlySpan<float> times, ReadOnlySpan<float> events)
    {
        var order = TieGroups.Sort(times, out var starts);
        var steps = ImmutableArray.CreateBuilder<SurvivalStep>(starts.Length - 1);
        double survival = 1, greenwood = 0;
        for (var group = 0; group + 1 < starts.Length; group++)
        {
            var atRisk = order.Length - starts[group];
            var died = 0;
            for (var i = starts[group]; i < starts[group + 1]; i++)
                died += events[order[i]] == 1 ? 1 : 0;
            survival *= 1 - ((double)died / atRisk);
            greenwood += died == 0 ? 0 : (double)died / ((double)atRisk * (atRisk - died));
            var (low, high) = Limits(survival, greenwood);
            steps.Add(new SurvivalStep(times[order[starts[group]]], atRisk, died, starts[group + 1] - starts[group] - died, survival, low, high));
        }

        return steps.ToImmutable();
    }

    private static (double Low, double High) Limits(double survival, double greenwood)
    {
        if (survival is <= 0 or >= 1)
            return (survival, survival);
        var width = Z * Math.Sqrt(greenwood) / Math.Log(survival);
        return (Math.Pow(survival, Math.Exp(-width)), Math.Pow(survival, Math.Exp(width)));
    }
}
