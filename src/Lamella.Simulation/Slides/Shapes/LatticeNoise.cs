using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Slides.Shapes;

/// <summary>
/// Smooth noise over the whole plane in [-1, 1]: a random value on each point of a lattice, joined bilinearly. A pure function of the key and the
/// place, so that neighbouring squares fit together whoever paints them. Safe for several threads.
/// </summary>
/// <param name="key">Key of the stream.</param>
/// <param name="cell">Distance of lattice points in pixels.</param>
internal sealed class LatticeNoise(ulong key, int cell)
{
    /// <summary>Adds the noise of a square, times <paramref name="weight"/>, to <paramref name="target"/> (side * side values).</summary>
    public void AddTo(Span<float> target, int x, int y, int side, float weight)
    {
        var (left, top) = (Floor(x), Floor(y));
        var (columns, rows) = (Floor(x + side - 1) - left + 2, Floor(y + side - 1) - top + 2);
        var grid = new float[columns * rows];
        for (var i = 0; i < grid.Length; i++)
            grid[i] = weight * Value(left + (i % columns), top + (i / columns));
        var line = new float[columns];
        for (var row = 0; row < side; row++)
        {
            var band = Floor(y + row) - top;
            var fy = (y + row - ((band + top) * cell)) / (float)cell;
            for (var i = 0; i < columns; i++)
                line[i] = grid[(band * columns) + i] + (fy * (grid[((band + 1) * columns) + i] - grid[(band * columns) + i]));
            AddRow(target.Slice(row * side, side), line, x - (left * cell));
        }
    }

    /// <summary>The noise at one place.</summary>
    public float At(int x, int y)
    {
        var (left, top) = (Floor(x), Floor(y));
        float fx = (x - (left * cell)) / (float)cell, fy = (y - (top * cell)) / (float)cell;
        var above = Value(left, top) + (fx * (Value(left + 1, top) - Value(left, top)));
        var below = Value(left, top + 1) + (fx * (Value(left + 1, top + 1) - Value(left, top + 1)));
        return above + (fy * (below - above));
    }

    private void AddRow(Span<float> row, float[] line, int phase)
    {
        for (int x = 0, column = 0; x < row.Length; column++)
        {
            var step = (line[column + 1] - line[column]) / cell;
            for (; phase < cell && x < row.Length; phase++, x++)
                row[x] += line[column] + (phase * step);
            phase = 0;
        }
    }

    private int Floor(int at) => at >= 0 ? at / cell : -((cell - 1 - at) / cell);

    private float Value(int column, int row)
    {
        var stream = new RandomStream(key, ((ulong)(uint)row << 32) | (uint)column);
        return ((stream.NextUInt32() >> 8) * (2f / (1 << 24))) - 1;
    }
}
