using Lamella.Federation.Aggregation;

namespace Lamella.Learning.Training;

/// <summary>What happens to a batch's gradient before the optimiser sees it.</summary>
internal static class GradientRules
{
    /// <summary>Scales the gradient to norm <paramref name="limit"/> where it is longer, as PyTorch does; a limit of 0 does nothing.</summary>
    public static void Clip(Span<float> gradient, double limit)
    {
        if (limit <= 0)
            return;
        var squares = 0.0;
        foreach (var value in gradient)
            squares += (double)value * value;
        var scale = limit / (Math.Sqrt(squares) + 1e-6);
        if (scale >= 1)
            return;
        foreach (ref var value in gradient)
            value = (float)(value * scale);
    }

    /// <summary>Adds what the strategy asks for to the gradient of the shared weights, which come first.</summary>
    public static void Correct(Span<float> gradient, ReadOnlySpan<float> weights, LocalCorrection correction)
    {
        if (correction.ProximalWeight != 0)
        {
            var mu = (float)correction.ProximalWeight;
            var reference = correction.Reference.Span;
            for (var i = 0; i < reference.Length; i++)
                gradient[i] += mu * (weights[i] - reference[i]);
        }

        var additive = correction.AdditiveGradient.Span;
        for (var i = 0; i < additive.Length; i++)
            gradient[i] += additive[i];
    }
}
