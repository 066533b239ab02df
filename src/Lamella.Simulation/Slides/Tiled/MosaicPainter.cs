using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Simulation.Slides.Shapes;

namespace Lamella.Simulation.Slides.Tiled;

/// <summary>Paints a slide as a mosaic of source tiles, cut off softly where the tissue ends. Safe for several threads.</summary>
internal sealed class MosaicPainter(TileStore store, int tile, CellMask tissue, LesionPlan lesions, ulong key) : IRegionPainter
{
    private const float EdgePixels = 4;
    private readonly TissueField field = new(tissue, key, EdgePixels);

    /// <summary>Where lesion tiles lie; cells are tiles.</summary>
    public LesionPlan Lesions => lesions;

    public (byte Red, byte Green, byte Blue) Ground => store.Glass;

    public bool Paint(int x, int y, int side, Span<byte> rgb)
    {
        var share = new float[side * side];
        if (!field.Fill(share, x, y, side))
            return false;
        for (var row = y / tile; row <= (y + side - 1) / tile; row++)
        {
            for (var column = x / tile; column <= (x + side - 1) / tile; column++)
                Lay(column, row, x, y, side, share, rgb);
        }

        return true;
    }

    private void Lay(int column, int row, int x, int y, int side, float[] share, Span<byte> rgb)
    {
        var stream = new RandomStream(key + 1, ((ulong)(uint)row << 32) | (uint)column);
        var files = lesions.Cells[column, row] ? store.Lesion : store.Normal;
        var pixels = store.Pixels(files[stream.NextInt(files.Length)]);
        var turn = stream.NextInt(8);
        for (var ty = Math.Max(0, y - (row * tile)); ty < Math.Min(tile, y + side - (row * tile)); ty++)
        {
            for (var tx = Math.Max(0, x - (column * tile)); tx < Math.Min(tile, x + side - (column * tile)); tx++)
            {
                var at = ((((row * tile) + ty - y) * side) + (column * tile) + tx - x) * 3;
                var from = Turned(tx, ty, turn) * 3;
                var part = share[at / 3];
                for (var channel = 0; channel < 3; channel++)
                    rgb[at + channel] = (byte)(rgb[at + channel] + (part * (pixels[from + channel] - rgb[at + channel])) + 0.5f);
            }
        }
    }

    /// <summary>One of the eight ways to turn and mirror a square.</summary>
    private int Turned(int x, int y, int turn)
    {
        if ((turn & 1) != 0)
            x = tile - 1 - x;
        if ((turn & 2) != 0)
            y = tile - 1 - y;
        return (turn & 4) != 0 ? (x * tile) + y : (y * tile) + x;
    }
}
