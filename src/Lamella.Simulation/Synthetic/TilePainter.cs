using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Synthetic;

/// <summary>
/// Paints one tile of H&amp;E-like tissue: amounts of haematoxylin and eosin per pixel, then light through them (Beer and Lambert) in the hospital's
/// colours. Stroma is eosin with fibres; nuclei are ellipses of haematoxylin. A lesion is a patch of larger, darker, irregular nuclei; crowds of small
/// dark round cells occur with and without one, so that darkness alone does not give it away. Not for concurrent use.
/// </summary>
internal sealed class TilePainter
{
    private const int TransmissionSteps = 2048;
    private const float MaxDensity = 4;
    private static readonly float[] Transmission = [.. Enumerable.Range(0, TransmissionSteps + 1).Select(i => (float)Math.Pow(10, -i * MaxDensity / TransmissionSteps))];
    private readonly HospitalProfile hospital;
    private readonly int side;
    private readonly float[] haematoxylin, eosin, noise;

    public TilePainter(HospitalProfile hospital, int side)
    {
        (this.hospital, this.side) = (hospital, side);
        (haematoxylin, eosin, noise, Pixels) = (new float[side * side], new float[side * side], new float[side * side], new byte[side * side * 3]);
    }

    /// <summary>The painted tile, row by row, RGB; valid until the next is painted.</summary>
    public byte[] Pixels { get; }

    public void Paint(ref RandomStream stream, bool lesion)
    {
        PaintStroma(ref stream);
        var area = side * side / 9216f;
        Scatter(ref stream, (int)(area * (14 + stream.NextInt(14))), Nucleus.Stromal, everywhere: true);
        if (stream.NextInt(3) == 0)
            Scatter(ref stream, (int)(area * (12 + stream.NextInt(26))), Nucleus.Lymphocyte, everywhere: false);
        if (lesion)
            Scatter(ref stream, (int)(area * (12 + stream.NextInt(12))), Nucleus.Lesional, everywhere: false);
        else
            Scatter(ref stream, (int)(area * (8 + stream.NextInt(12))), Nucleus.Epithelial, everywhere: false);
        Expose(ref stream);
    }

    private void PaintStroma(ref RandomStream stream)
    {
        FillNoise(ref stream, 12);
        var angle = stream.NextDouble() * Math.PI;
        var (dx, dy) = ((float)Math.Cos(angle) * 0.55f, (float)Math.Sin(angle) * 0.55f);
        var level = 0.22f + (0.16f * (float)stream.NextDouble());
        var waviness = 3 + (3 * (float)stream.NextDouble());
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var at = (y * side) + x;
                var fibre = Wave((x * dx) + (y * dy) + (waviness * noise[at]));
                eosin[at] = level + (0.10f * noise[at]) + (0.06f * fibre);
                haematoxylin[at] = 0.05f + (0.03f * noise[at]);
            }
        }

        // A clearing: glass shows through.
        if (stream.NextInt(4) != 0)
            return;
        float cx = stream.NextInt(side), cy = stream.NextInt(side), radius = side * (0.15f + (0.2f * (float)stream.NextDouble()));
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var distance = MathF.Sqrt(((x - cx) * (x - cx)) + ((y - cy) * (y - cy))) + (8 * noise[(y * side) + x]);
                var tissue = Math.Clamp((distance - radius) / 4, 0.04f, 1);
                eosin[(y * side) + x] *= tissue;
                haematoxylin[(y * side) + x] *= tissue;
            }
        }
    }

    private void Scatter(ref RandomStream stream, int count, Nucleus kind, bool everywhere)
    {
        float cx = side * (0.25f + (0.5f * (float)stream.NextDouble())), cy = side * (0.25f + (0.5f * (float)stream.NextDouble()));
        for (var i = 0; i < count; i++)
        {
            var x = everywhere ? (float)stream.NextDouble() * side : cx + (side * 0.24f * (float)stream.NextGaussian());
            var y = everywhere ? (float)stream.NextDouble() * side : cy + (side * 0.24f * (float)stream.NextGaussian());
            var radius = kind.Radius * (1 + (kind.Spread * (float)stream.NextGaussian()));
            var stretch = 1 + (kind.Stretch * (float)stream.NextDouble());
            var angle = stream.NextDouble() * Math.PI;
            var amount = kind.Amount * (1 + (0.15f * (float)stream.NextGaussian()));
            Stamp(x, y, Math.Max(1.2f, radius * stretch), Math.Max(1.0f, radius / stretch), angle, amount, kind.Grain);
        }
    }

    private void Stamp(float cx, float cy, float a, float b, double angle, float amount, float grain)
    {
        var (cos, sin) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        var reach = Math.Max(a, b) + hospital.Blur + 1;
        int x0 = Math.Max(0, (int)(cx - reach)), x1 = Math.Min(side - 1, (int)(cx + reach)), y0 = Math.Max(0, (int)(cy - reach)), y1 = Math.Min(side - 1, (int)(cy + reach));
        for (var y = y0; y <= y1; y++)
        {
            for (var x = x0; x <= x1; x++)
            {
                float u = (((x - cx) * cos) + ((y - cy) * sin)) / a, v = (((y - cy) * cos) - ((x - cx) * sin)) / b;
                // Distance to the edge in pixels, roughly: soft over the width of the blur.
                var inside = (1 - MathF.Sqrt((u * u) + (v * v))) * Math.Min(a, b);
                var cover = Math.Clamp((inside / hospital.Blur) + 0.5f, 0, 1);
                if (cover <= 0)
                    continue;
                var at = (y * side) + x;
                var chromatin = 1 + (grain * noise[(((y * 5) % side) * side) + ((x * 5) % side)]);
                haematoxylin[at] = Math.Max(haematoxylin[at], cover * amount * chromatin);
                eosin[at] *= 1 - (0.5f * cover);
            }
        }
    }

    private void Expose(ref RandomStream stream)
    {
        const float toStep = TransmissionSteps / MaxDensity;
        var depth = 0.9f + (0.2f * (float)stream.NextDouble());
        float[] h = hospital.Haematoxylin, e = hospital.Eosin, glass = hospital.Glass;
        for (int i = 0, at = 0; i < haematoxylin.Length; i++, at += 3)
        {
            float dye = haematoxylin[i] * depth, counter = eosin[i] * depth;
            var bits = stream.NextUInt32();
            for (var channel = 0; channel < 3; channel++)
            {
                var density = Math.Clamp((dye * h[channel]) + (counter * e[channel]), 0, MaxDensity);
                // The sum of two uniform bytes: a triangle of noise, mean 0.
                var grain = ((bits >> (10 * channel) & 31) + (bits >> ((10 * channel) + 5) & 31) - 31f) / 31f * hospital.Noise;
                Pixels[at + channel] = (byte)Math.Clamp((glass[channel] * Transmission[(int)(density * toStep)]) + grain + 0.5f, 0, 255);
            }
        }
    }

    /// <summary>Value noise in [-1, 1]: random values on a grid of <paramref name="cell"/> px and one of a third of it, joined bilinearly.</summary>
    private void FillNoise(ref RandomStream stream, int cell)
    {
        Array.Clear(noise);
        AddNoise(ref stream, cell, 0.65f);
        AddNoise(ref stream, cell / 3, 0.35f);
    }

    private void AddNoise(ref RandomStream stream, int cell, float weight)
    {
        var width = (side / cell) + 2;
        var grid = new float[width * width];
        for (var i = 0; i < grid.Length; i++)
            grid[i] = ((stream.NextUInt32() >> 8) * (2f / (1 << 24))) - 1;
        for (var y = 0; y < side; y++)
        {
            var (row, fy) = (y / cell * width, y % cell / (float)cell);
            for (var x = 0; x < side; x++)
            {
                var (left, fx) = (row + (x / cell), x % cell / (float)cell);
                var above = grid[left] + (fx * (grid[left + 1] - grid[left]));
                var below = grid[left + width] + (fx * (grid[left + width + 1] - grid[left + width]));
                noise[(y * side) + x] += weight * (above + (fy * (below - above)));
            }
        }
    }

    /// <summary>A triangle wave of period 2 pi in [-1, 1]: as good as a sine for fibres, and the same bytes on every processor.</summary>
    private static float Wave(float phase)
    {
        var turn = phase * 0.15915494f;
        return (4 * MathF.Abs(turn - MathF.Floor(turn + 0.5f))) - 1;
    }

    /// <summary>A kind of nucleus: radius in px, its relative spread, elongation, amount of dye, grain of the chromatin.</summary>
    private sealed record Nucleus(float Radius, float Spread, float Stretch, float Amount, float Grain)
    {
        public static Nucleus Stromal { get; } = new(2.6f, 0.15f, 0.9f, 0.75f, 0.15f);

        public static Nucleus Lymphocyte { get; } = new(2.5f, 0.10f, 0.1f, 1.05f, 0.10f);

        public static Nucleus Epithelial { get; } = new(3.6f, 0.12f, 0.3f, 0.70f, 0.20f);

        public static Nucleus Lesional { get; } = new(4.3f, 0.28f, 0.5f, 0.82f, 0.45f);
    }
}
