namespace Lamella.Pathology.Tissue;

/// <summary>
/// Tells several cuts on one slide apart: pieces of tissue nearer than a gap belong to one cut. Distance is measured on a grid of an eighth of half
/// the gap, so it is right to within an eighth of the gap.
/// </summary>
internal static class Cuts
{
    private const int CellsPerReach = 8;

    /// <summary>The cut of each pixel, 0 off tissue, else from 1 by left edge and then upper edge; and how many there are.</summary>
    /// <param name="mask">Tissue, width * height.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="gap">The gap in pixels.</param>
    public static (ushort[] Cuts, int Count) Number(bool[] mask, int width, int height, double gap)
    {
        // A gap of the whole picture makes one cut of all; a larger one could not do more.
        var reach = Math.Min(gap, 2.0 * (width + height)) / 2;
        var side = Math.Max(1, (int)(reach / CellsPerReach));
        var (columns, rows) = ((width + side - 1) / side, (height + side - 1) / side);
        var cells = Coarse(mask, width, height, side, columns);
        Dilation.Disk(cells, columns, rows, (int)Math.Floor(reach / side));
        var objects = Label(cells, columns, rows, out var count);
        return Order(mask, width, height, (x, y) => objects[(y / side * columns) + (x / side)], count);
    }

    private static bool[] Coarse(bool[] mask, int width, int height, int side, int columns)
    {
        var cells = new bool[columns * ((height + side - 1) / side)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (mask[(y * width) + x])
                    cells[(y / side * columns) + (x / side)] = true;
            }
        }

        return cells;
    }

    private static int[] Label(bool[] cells, int columns, int rows, out int count)
    {
        (var runs, count) = PixelObjects.Runs(cells, columns, rows);
        var objects = new int[cells.Length];
        foreach (var run in runs)
            objects.AsSpan((run.Row * columns) + run.Start, run.End - run.Start).Fill(run.Object);
        return objects;
    }

    private static (ushort[] Cuts, int Count) Order(bool[] mask, int width, int height, Func<int, int, int> objectAt, int count)
    {
        var (left, top) = (new int[count], new int[count]);
        Array.Fill(left, int.MaxValue);
        Array.Fill(top, int.MaxValue);
        Each((at, x, y) => (left[at], top[at]) = (Math.Min(left[at], x), Math.Min(top[at], y)));
        var numbers = new ushort[count];
        var order = Enumerable.Range(0, count).OrderBy(i => left[i]).ThenBy(i => top[i]).ToArray();
        for (var i = 0; i < order.Length; i++)
            numbers[order[i]] = (ushort)Math.Min(i + 1, ushort.MaxValue);
        var cuts = new ushort[mask.Length];
        Each((at, x, y) => cuts[(y * width) + x] = numbers[at]);
        return (cuts, Math.Min(count, ushort.MaxValue));

        void Each(Action<int, int, int> act)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    if (mask[(y * width) + x])
                        act(objectAt(x, y), x, y);
                }
            }
        }
    }
}
