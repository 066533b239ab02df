namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>One level while it is written: where its tiles lie in the file, and the row of tiles that is being put together.</summary>
internal sealed class PyramidLevel(int width, int height, int tileSize)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public int Columns { get; } = (width + tileSize - 1) / tileSize;

    public int Rows { get; } = (height + tileSize - 1) / tileSize;

    /// <summary>Where each tile begins in the file, row by row.</summary>
    public ulong[] Offsets { get; } = new ulong[Tiles(width, tileSize) * Tiles(height, tileSize)];

    /// <summary>How many bytes each tile takes.</summary>
    public ulong[] Lengths { get; } = new ulong[Tiles(width, tileSize) * Tiles(height, tileSize)];

    /// <summary>Pixels of the row in hand; null where it is all ground.</summary>
    public byte[]?[] Blocks { get; } = new byte[]?[Tiles(width, tileSize)];

    /// <summary>Sizes of a pyramid's levels, the largest first.</summary>
    public static List<PyramidLevel> Plan(int width, int height, PyramidOptions options)
    {
        var levels = new List<PyramidLevel> { new(width, height, options.TileSize) };
        while (options.Levels is { } count ? levels.Count < count : width > options.TileSize || height > options.TileSize)
        {
            // Rounded down: every pixel of a level stands for a full square of the one before.
            (width, height) = (width / options.Factor, height / options.Factor);
            if (width == 0 || height == 0 || Math.Max(width, height) < options.TileSize / 4)
                break;
            levels.Add(new PyramidLevel(width, height, options.TileSize));
        }

        return levels;
    }

    private static int Tiles(int length, int tileSize) => (length + tileSize - 1) / tileSize;
}
