namespace Lamella.Pathology.Tissue;

/// <summary>
/// Where tissue lies on a slide, on a grid of overview pixels. Immutable. <see cref="Share"/> answers in constant time, from a summed-area table.
/// </summary>
public sealed class TissueMask
{
    private readonly bool[] tissue;
    private readonly int[] sums;

    /// <summary>A mask.</summary>
    /// <param name="width">Grid cells per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="tissue">width * height, row by row: true where tissue to be used lies.</param>
    /// <param name="cuts">width * height: 0 off tissue, else the number of the cut, 1 to <paramref name="cutCount"/>, ordered by left edge, then upper edge.</param>
    /// <param name="cutCount">Cuts on the slide.</param>
    public TissueMask(int width, int height, bool[] tissue, ushort[] cuts, int cutCount)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tissue.Length, width * height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(cuts.Length, width * height);
        (Width, Height, this.tissue, Cuts, CutCount) = (width, height, tissue, cuts, cutCount);
        sums = new int[(width + 1) * (height + 1)];
        for (var y = 0; y < height; y++)
        {
            for (int x = 0, row = 0; x < width; x++)
            {
                row += tissue[(y * width) + x] ? 1 : 0;
                sums[((y + 1) * (width + 1)) + x + 1] = sums[(y * (width + 1)) + x + 1] + row;
            }
        }
    }

    /// <summary>Grid cells per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>width * height, row by row.</summary>
    public ReadOnlySpan<bool> Tissue => tissue;

    /// <summary>The cut each cell belongs to, 0 off tissue.</summary>
    public ushort[] Cuts { get; }

    /// <summary>Cuts on the slide.</summary>
    public int CutCount { get; }

    /// <summary>Cells of tissue.</summary>
    public int Count => sums[^1];

    /// <summary>
    /// Share of a rectangle that is tissue, 0 to 1; its edges may lie between cells and outside the grid (where there is no tissue). In grid cells.
    /// </summary>
    public double Share(double left, double top, double right, double bottom)
    {
        var area = (right - left) * (bottom - top);
        if (!(area > 0))
            return 0;
        return (Sum(right, bottom) - Sum(left, bottom) - Sum(right, top) + Sum(left, top)) / area;
    }

    /// <summary>Tissue in the rectangle from the origin to (x, y), bilinear between the grid's corners, which is exact for constant cells.</summary>
    private double Sum(double x, double y)
    {
        (x, y) = (Math.Clamp(x, 0, Width), Math.Clamp(y, 0, Height));
        var (x0, y0) = (Math.Min((int)x, Width - 1), Math.Min((int)y, Height - 1));
        var (fx, fy) = (x - x0, y - y0);
        var at = (y0 * (Width + 1)) + x0;
        var above = sums[at] + (fx * (sums[at + 1] - sums[at]));
        var below = sums[at + Width + 1] + (fx * (sums[at + Width + 2] - sums[at + Width + 1]));
        return above + (fy * (below - above));
    }
}
