using Lamella.Federation.Randomness;

namespace Lamella.Bench.Rounds;

/// <summary>A delta made into what a hostile site sends.</summary>
internal static class PoisonedDelta
{
    private const float Factor = 100;
    private const double NoiseLength = 10;

    /// <summary>The values sent.</summary>
    public static float[] Of(float[] delta, Poison poison, ulong seed, int round) => poison switch
    {
        Poison.SignFlipped => Array.ConvertAll(delta, v => -v),
        Poison.Scaled => Array.ConvertAll(delta, v => Factor * v),
        Poison.NotANumber => Array.ConvertAll(delta, _ => float.NaN),
        Poison.Noise => Noise(delta, seed, round),
        _ => delta,
    };

    private static float[] Noise(float[] delta, ulong seed, int round)
    {
        var random = new RandomStream(seed, "hostile", Purposes.Synthetic, (ulong)round);
        var noise = new double[delta.Length];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = random.NextGaussian();
        var scale = NoiseLength * Math.Sqrt(delta.Sum(v => (double)v * v) / noise.Sum(v => v * v));
        return Array.ConvertAll(noise, v => (float)(scale * v));
    }
}
