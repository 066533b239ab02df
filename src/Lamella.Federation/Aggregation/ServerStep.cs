namespace Lamella.Federation.Aggregation;

/// <summary>The plain server step that several rules share.</summary>
internal static class ServerStep
{
    /// <summary>next[i] = model[i] + rate * delta[i], in float64, rounded once.</summary>
    public static void Add(ReadOnlySpan<float> model, ReadOnlySpan<double> delta, double rate, Span<float> next)
    {
        for (var i = 0; i < next.Length; i++)
            next[i] = (float)(model[i] + (rate * delta[i]));
    }
}
