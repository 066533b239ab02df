using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides.Shapes;
using Lamella.Simulation.Synthetic;

namespace Lamella.Simulation.Slides.Painted;

/// <summary>Nuclei over a whole slide: each small square of the plane has its own, drawn from a stream of its place. Safe for several threads.</summary>
internal sealed class NucleusField
{
    private const float SquareMicrons = 16, ReachMicrons = 13;
    private readonly TissuePlan plan;
    private readonly float scale;
    private readonly int square, reach;
    private readonly LatticeNoise epithelium, lymphocytes;

    /// <summary>A field after a plan; <paramref name="scale"/> in pixels per um.</summary>
    public NucleusField(TissuePlan plan, float scale)
    {
        (this.plan, this.scale) = (plan, scale);
        (square, reach) = (Math.Max(4, (int)MathF.Round(SquareMicrons * scale)), (int)MathF.Ceiling(ReachMicrons * scale));
        (epithelium, lymphocytes) = (new LatticeNoise(plan.Key + 7, 5 * square), new LatticeNoise(plan.Key + 8, 7 * square));
    }

    /// <summary>Stamps all nuclei that reach into a square of the slide.</summary>
    public void Stamp(StainBlock block, int x, int y, int side)
    {
        for (var row = Math.Max(0, (y - reach) / square); row <= (y + side + reach) / square; row++)
        {
            for (var column = Math.Max(0, (x - reach) / square); column <= (x + side + reach) / square; column++)
                StampSquare(block, column, row, x, y);
        }
    }

    private void StampSquare(StainBlock block, int column, int row, int x, int y)
    {
        var (left, top) = (column * square, row * square);
        var stream = new RandomStream(plan.Key + 9, ((ulong)(uint)row << 32) | (uint)column);
        Scatter(block, ref stream, Nucleus.Stromal, Count(ref stream, 0.55f), left - x, top - y);
        var cell = plan.Tissue.Cell;
        if (plan.Lesions.Cells[(left + (square / 2)) / cell, (top + (square / 2)) / cell])
        {
            Scatter(block, ref stream, Nucleus.Lesional, Count(ref stream, 1.5f), left - x, top - y);
            return;
        }

        var (lining, crowd) = (epithelium.At(left, top), lymphocytes.At(left, top));
        if (crowd > 0.42f)
            Scatter(block, ref stream, Nucleus.Lymphocyte, Count(ref stream, 2.2f), left - x, top - y);
        else if (lining > 0.12f)
            Scatter(block, ref stream, Nucleus.Epithelial, Count(ref stream, 1.5f), left - x, top - y);
    }

    private void Scatter(StainBlock block, ref RandomStream stream, Nucleus kind, int count, int left, int top)
    {
        for (var i = 0; i < count; i++)
        {
            var cx = left + ((float)stream.NextDouble() * square);
            var cy = top + ((float)stream.NextDouble() * square);
            var radius = kind.Radius * scale * (1 + (kind.Spread * (float)stream.NextGaussian()));
            var stretch = 1 + (kind.Stretch * (float)stream.NextDouble());
            var angle = stream.NextDouble() * Math.PI;
            var amount = kind.Amount * (1 + (0.15f * (float)stream.NextGaussian()));
            var longest = (reach / 2f) - 1;
            block.Stamp(cx, cy, Math.Clamp(radius * stretch, 1.2f, longest), Math.Clamp(radius / stretch, 1.0f, longest), angle, amount, kind.Grain);
        }
    }

    /// <summary>A whole number whose mean is <paramref name="mean"/>.</summary>
    private static int Count(ref RandomStream stream, float mean) => (int)(mean + (float)stream.NextDouble()) + (stream.NextInt(4) switch { 0 => -1, 1 => 1, _ => 0 });
}
