namespace Lamella.Simulation.Slides.Shapes;

/// <summary>How much of each pixel is tissue, 0 to 1: a mask with soft, frayed edges. Safe for several threads.</summary>
internal sealed class TissueField
{
    private readonly CellMask mask;
    private readonly float[] soft;
    private readonly LatticeNoise coarse, fine;
    private readonly float gain;

    /// <summary>A field.</summary>
    /// <param name="mask">The tissue.</param>
    /// <param name="key">Key of the noise that frays its edge.</param>
    /// <param name="edge">Width of the edge itself in pixels.</param>
    public TissueField(CellMask mask, ulong key, float edge)
    {
        this.mask = mask;
        (coarse, fine) = (new LatticeNoise(key, 3 * mask.Cell), new LatticeNoise(key ^ 1, Math.Max(2, mask.Cell / 2)));
        // The softened mask climbs over about four cells.
        gain = Math.Max(1, 4 * mask.Cell / edge);
        soft = Blurred(Blurred([.. Enumerable.Range(0, mask.Columns * mask.Rows).Select(i => mask[i % mask.Columns, i / mask.Columns] ? 1f : 0f)]));
    }

    /// <summary>Fills the share of tissue for a square; false when there is none at all.</summary>
    public bool Fill(Span<float> share, int x, int y, int side)
    {
        var (least, most) = Range(x, y, side);
        if (most <= 0)
            return false;
        if (least >= 0.9999f)
        {
            share.Fill(1);
            return true;
        }

        share.Clear();
        coarse.AddTo(share, x, y, side, 0.6f);
        fine.AddTo(share, x, y, side, 0.4f);
        var any = false;
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                var at = (row * side) + column;
                var level = Soft(x + column, y + row);
                // Frayed at the edge only: nothing is added where the mask is plainly 0 or 1.
                var frayed = level + (2.2f * level * (1 - level) * share[at]);
                share[at] = Math.Clamp(((frayed - 0.5f) * gain) + 0.5f, 0, 1);
                any |= share[at] > 0;
            }
        }

        return any;
    }

    private float Soft(int x, int y)
    {
        float fx = (x / (float)mask.Cell) - 0.5f, fy = (y / (float)mask.Cell) - 0.5f;
        int column = (int)MathF.Floor(fx), row = (int)MathF.Floor(fy);
        (fx, fy) = (fx - column, fy - row);
        var above = Cell(column, row) + (fx * (Cell(column + 1, row) - Cell(column, row)));
        var below = Cell(column, row + 1) + (fx * (Cell(column + 1, row + 1) - Cell(column, row + 1)));
        return above + (fy * (below - above));
    }

    private float Cell(int column, int row) =>
        (uint)column < (uint)mask.Columns && (uint)row < (uint)mask.Rows ? soft[(row * mask.Columns) + column] : 0;

    private (float Least, float Most) Range(int x, int y, int side)
    {
        var (least, most) = (1f, 0f);
        for (var row = (y / mask.Cell) - 1; row <= ((y + side) / mask.Cell) + 1; row++)
        {
            for (var column = (x / mask.Cell) - 1; column <= ((x + side) / mask.Cell) + 1; column++)
                (least, most) = (Math.Min(least, Cell(column, row)), Math.Max(most, Cell(column, row)));
        }

        return (least, most);
    }

    private float[] Blurred(float[] values)
    {
        var blurred = new float[values.Length];
        for (var row = 1; row < mask.Rows - 1; row++)
        {
            for (var column = 1; column < mask.Columns - 1; column++)
            {
                var (at, sum) = ((row * mask.Columns) + column, 0f);
                for (var i = 0; i < 9; i++)
                    sum += values[at + ((i / 3) - 1) * mask.Columns + (i % 3) - 1];
                blurred[at] = sum / 9;
            }
        }

        return blurred;
    }
}
