using System.Numerics;
using System.Runtime.InteropServices;
using Lamella.Federation.Studies;

namespace Lamella.Learning.Training;

/// <summary>Stochastic gradient descent as in PyTorch: g += d w; v = m v + g; w -= rate v.</summary>
internal sealed class Sgd(OptimiserSpec spec, OptimiserState state) : IOptimiser
{
    private long steps = state.Steps;

    /// <inheritdoc />
    public OptimiserState State() => state with { Steps = steps };

    /// <inheritdoc />
    public void Step(Span<float> weights, Span<float> gradient, double rate)
    {
        steps++;
        float decay = (float)spec.WeightDecay, momentum = (float)spec.Momentum, step = (float)rate;
        var velocity = state.First.AsSpan();
        var head = weights.Length - weights.Length % Vector<float>.Count;
        var w = Vectors(weights[..head]);
        var g = Vectors(gradient[..head]);
        var v = Vectors(velocity.IsEmpty ? velocity : velocity[..head]);
        for (var i = 0; i < w.Length; i++)
        {
            var direction = decay > 0 ? g[i] + decay * w[i] : g[i];
            if (momentum > 0)
                direction = v[i] = momentum * v[i] + direction;
            w[i] -= step * direction;
        }

        for (var i = head; i < weights.Length; i++)
        {
            var direction = decay > 0 ? gradient[i] + decay * weights[i] : gradient[i];
            if (momentum > 0)
                direction = velocity[i] = momentum * velocity[i] + direction;
            weights[i] -= step * direction;
        }
    }

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
