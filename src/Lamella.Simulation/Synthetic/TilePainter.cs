using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Synthetic;

/// <summary>
/// Paints one tile of H&amp;E-like tissue: amounts of haematoxylin and eosin per pixel, then light through them (Beer and Lambert) in the hospital's
/// colours. Stroma is eosin with fibres; nuclei are ellipses of haematoxylin. A lesion is a patch of larger, darker, irregular nuclei; crowds of small
/// dark round cells occur with and without one, so that darkness alone does not give it away. Not for concurrent use.
/// </summary>
internal sealed class TilePainter
{
    private readonly int side;
    private readonly StainBlock block;
    private readonly float[] haematoxylin, eosin, noise;

    public TilePainter(HospitalProfile hospital, int side)
    {
        (this.side, block, Pixels) = (side, new StainBlock(hospital, side), new byte[side * side * 3]);
        (haematoxylin, eosin, noise) = (block.Haematoxylin, block.Eosin, block.Noise);
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
        var depth = 0.9f + (0.2f * (float)stream.NextDouble());
        block.Expose(ref stream, depth, Pixels);
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
                var fibre = StainBlock.Wave((x * dx) + (y * dy) + (waviness * noise[at]));
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
            block.Stamp(x, y, Math.Max(1.2f, radius * stretch), Math.Max(1.0f, radius / stretch), angle, amount, kind.Grain);
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
}
