using System.Numerics;
using System.Runtime.InteropServices;
using Lamella.Federation.Studies;

namespace Lamella.Learning.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) as in PyTorch: m and v are moving means of g and g^2,
/// w -= rate / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps). Adam adds decay * w to g; AdamW first takes rate * decay * w from w.
/// </summary>
internal sealed class Adam(OptimiserSpec spec, OptimiserState state) : IOptimiser
{
    private readonly bool decoupled = spec.Kind == OptimiserKind.AdamW;
    private long steps = state.Steps;

    /// <inheritdoc />
    public OptimiserState State() => state with { Steps = steps };

    /// <inheritdoc />
    public void Step(Span<float> weights, Span<float> gradient, double rate)
    {
        steps++;
        var size = (float)(rate / (1 - Math.Pow(spec.Beta1, steps)));
        var root = (float)Math.Sqrt(1 - Math.Pow(spec.Beta2, steps));
        float b1 = (float)spec.Beta1, c1 = (float)(1 - spec.Beta1), b2 = (float)spec.Beta2, c2 = (float)(1 - spec.Beta2);
        float epsilon = (float)spec.Epsilon, coupledDecay = decoupled ? 0 : (float)spec.WeightDecay, shrink = decoupled ? (float)(1 - rate * spec.WeightDecay) : 1;
        var first = state.First.AsSpan();
        var second = state.Second.AsSpan();
        var head = weights.Length - weights.Length % Vector<float>.Count;
        var w = Vectors(weights[..head]);
        var g = Vectors(gradient[..head]);
        var m = Vectors(first[..head]);
        var v = Vectors(second[..head]);
        var epsilons = new Vector<float>(epsilon);
        for (var i = 0; i < w.Length; i++)
        {
            var weight = w[i] * shrink;
            var slope = coupledDecay > 0 ? g[i] + coupledDecay * weight : g[i];
            m[i] = b1 * m[i] + c1 * slope;
            v[i] = b2 * v[i] + c2 * slope * slope;
            w[i] = weight - size * m[i] / (Vector.SquareRoot(v[i]) / new Vector<float>(root) + epsilons);
        }

        for (var i = head; i < weights.Length; i++)
        {
            var weight = weights[i] * shrink;
            var slope = coupledDecay > 0 ? gradient[i] + coupledDecay * weight : gradient[i];
            first[i] = b1 * first[i] + c1 * slope;
            second[i] = b2 * second[i] + c2 * slope * slope;
            weights[i] = weight - size * first[i] / (MathF.Sqrt(second[i]) / root + epsilon);
        }
    }

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
