using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Synthetic;

/// <summary>
/// A square of stained tissue while it is painted: amounts of haematoxylin and eosin per pixel, then light through them (Beer and Lambert) in the
/// hospital's colours. Not for concurrent use.
/// </summary>
/// <param name="hospital">Whose stain and scanner.</param>
/// <param name="side">Side in pixels.</param>
/// <param name="scale">Pixels per micrometre.</param>
internal sealed class StainBlock(HospitalProfile hospital, int side, float scale = 1)
{
    private const int TransmissionSteps = 2048;
    private const float MaxDensity = 4;
    private static readonly float[] Transmission = [.. Enumerable.Range(0, TransmissionSteps + 1).Select(i => (float)Math.Pow(10, -i * MaxDensity / TransmissionSteps))];
    private readonly float blur = hospital.Blur * scale;

    public float[] Haematoxylin { get; } = new float[side * side];

    public float[] Eosin { get; } = new float[side * side];

    /// <summary>Noise in [-1, 1] that gives fibres and chromatin their grain.</summary>
    public float[] Noise { get; } = new float[side * side];

    /// <summary>Paints a nucleus, or the part of it that lies within the square.</summary>
    /// <param name="cx">Centre in pixels from the square's left edge; may be outside.</param>
    /// <param name="cy">Centre in pixels from the square's upper edge; may be outside.</param>
    /// <param name="a">One half-axis in pixels.</param>
    /// <param name="b">The other.</param>
    /// <param name="angle">Direction of the first, in radians.</param>
    /// <param name="amount">Amount of haematoxylin.</param>
    /// <param name="grain">How much the chromatin's amount goes up and down.</param>
    public void Stamp(float cx, float cy, float a, float b, double angle, float amount, float grain)
    {
        var (cos, sin) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        var reach = Math.Max(a, b) + blur + 1;
        int x0 = Math.Max(0, (int)(cx - reach)), x1 = Math.Min(side - 1, (int)(cx + reach)), y0 = Math.Max(0, (int)(cy - reach)), y1 = Math.Min(side - 1, (int)(cy + reach));
        for (var y = y0; y <= y1; y++)
        {
            for (var x = x0; x <= x1; x++)
            {
                float u = (((x - cx) * cos) + ((y - cy) * sin)) / a, v = (((y - cy) * cos) - ((x - cx) * sin)) / b;
                // Distance to the edge in pixels, roughly: soft over the width of the blur.
                var inside = (1 - MathF.Sqrt((u * u) + (v * v))) * Math.Min(a, b);
                var cover = Math.Clamp((inside / blur) + 0.5f, 0, 1);
                if (cover <= 0)
                    continue;
                var at = (y * side) + x;
                var chromatin = 1 + (grain * Noise[(((y * 5) % side) * side) + ((x * 5) % side)]);
                Haematoxylin[at] = Math.Max(Haematoxylin[at], cover * amount * chromatin);
                Eosin[at] *= 1 - (0.5f * cover);
            }
        }
    }

    /// <summary>Light through the stain onto a noisy sensor.</summary>
    /// <param name="stream">Where the noise comes from.</param>
    /// <param name="depth">Thickness of the section; 1 is the usual one.</param>
    /// <param name="rgb">side * side * 3 bytes.</param>
    public void Expose(ref RandomStream stream, float depth, Span<byte> rgb)
    {
        const float toStep = TransmissionSteps / MaxDensity;
        float[] h = hospital.Haematoxylin, e = hospital.Eosin, glass = hospital.Glass;
        for (int i = 0, at = 0; i < Haematoxylin.Length; i++, at += 3)
        {
            float dye = Haematoxylin[i] * depth, counter = Eosin[i] * depth;
            var bits = stream.NextUInt32();
            for (var channel = 0; channel < 3; channel++)
            {
                var density = Math.Clamp((dye * h[channel]) + (counter * e[channel]), 0, MaxDensity);
                // The sum of two uniform bytes: a triangle of noise, mean 0.
                var grain = ((bits >> (10 * channel) & 31) + (bits >> ((10 * channel) + 5) & 31) - 31f) / 31f * hospital.Noise;
                rgb[at + channel] = (byte)Math.Clamp((glass[channel] * Transmission[(int)(density * toStep)]) + grain + 0.5f, 0, 255);
            }
        }
    }

    /// <summary>A triangle wave of period 2 pi in [-1, 1]: as good as a sine for fibres, and the same bytes on every processor.</summary>
    public static float Wave(float phase)
    {
        var turn = phase * 0.15915494f;
        return (4 * MathF.Abs(turn - MathF.Floor(turn + 0.5f))) - 1;
    }
}
