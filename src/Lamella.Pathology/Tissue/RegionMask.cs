namespace Lamella.Pathology.Tissue;

/// <summary>
/// What drawn regions say about each pixel of an overview: where tissue may be taken from, and where somebody excluded it. With any region to include
/// only the inside of those counts; an excluded pixel never does.
/// </summary>
public sealed class RegionMask
{
    private readonly bool[] allowed, excluded;

    private RegionMask(int width, int height, bool[] allowed, bool[] excluded) =>
        (Width, Height, this.allowed, this.excluded) = (width, height, allowed, excluded);

    /// <summary>Overview pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Width * Height, row by row: true where tissue may be taken from.</summary>
    public ReadOnlySpan<bool> Allowed => allowed;

    /// <summary>Width * Height: true inside a region to exclude.</summary>
    public ReadOnlySpan<bool> Excluded => excluded;

    /// <summary>Rasterises regions: a pixel belongs to a polygon that holds its centre.</summary>
    /// <param name="regions">Regions in level-0 pixels.</param>
    /// <param name="width">Overview pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="scaleX">Level-0 pixels per overview pixel, across.</param>
    /// <param name="scaleY">The same down.</param>
    public static RegionMask From(Regions regions, int width, int height, double scaleX, double scaleY)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scaleX);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scaleY);
        var (allowed, excluded) = (new bool[width * height], new bool[width * height]);
        Paint(RegionUse.Include, allowed);
        Paint(RegionUse.Exclude, excluded);
        if (!regions.Items.Any(region => region.Use is RegionUse.Include))
            Array.Fill(allowed, true);
        for (var i = 0; i < allowed.Length; i++)
            allowed[i] &= !excluded[i];
        return new RegionMask(width, height, allowed, excluded);

        void Paint(RegionUse use, bool[] into)
        {
            foreach (var polygon in regions.Items.Where(region => region.Use == use).SelectMany(region => region.Polygons))
                polygon.Paint(into, width, height, scaleX, scaleY);
        }
    }
}
