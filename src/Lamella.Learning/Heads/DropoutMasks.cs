using Lamella.Federation.Randomness;
using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Inverted dropout whose masks are a pure function of (seed, stream, step) and the order of layers within the step.</summary>
/// <param name="key">Key of the stream, purpose <see cref="Purposes.Dropout"/>.</param>
internal sealed class DropoutMasks(ulong key)
{
    private RandomStream stream;

    /// <summary>Goes to the masks of a step.</summary>
    public void Begin(long step) => stream = new RandomStream(key, (ulong)step);

    /// <summary>x with each value dropped with probability <paramref name="rate"/>, the rest scaled by 1 / (1 - rate).</summary>
    public Tensor Apply(Tensor x, double rate)
    {
        if (rate <= 0)
            return x;
        var mask = empty(x.shape, ScalarType.Float32);
        var kept = (float)(1.0 / (1.0 - rate));
        var threshold = (uint)(rate * uint.MaxValue);
        var draw = stream;
        foreach (ref var value in TensorMemory.Floats(mask))
            value = draw.NextUInt32() >= threshold ? kept : 0f;
        stream = draw;
        return x * mask;
    }
}
