using Lamella.Pathology.Slides;
using Lamella.Pathology.Tissue;

namespace Lamella.Pathology.Tiles;

/// <summary>A tile of a slide.</summary>
/// <param name="X">Left edge in level-0 pixels.</param>
/// <param name="Y">Upper edge in level-0 pixels.</param>
/// <param name="Tissue">Share of it that is tissue.</param>
/// <param name="Cut">The cut its middle lies on, from 1; 0 off tissue.</param>
public readonly record struct GridTile(int X, int Y, double Tissue, int Cut);

/// <summary>Tiles of one physical size side by side, without overlap, from the slide's upper left corner; a tile that the slide's edge would cut is left out.</summary>
/// <param name="Width">Side of a tile across, in level-0 pixels; need not be whole.</param>
/// <param name="Height">Side of a tile down, in level-0 pixels.</param>
/// <param name="Tiles">Tiles with enough tissue, block by block so that neighbours are read together; rows from top to bottom within a block.</param>
public sealed record TileGrid(double Width, double Height, IReadOnlyList<GridTile> Tiles)
{
    // A block of 8 x 4 tiles is one batch of the encoder; its pixels stay in the slide library's cache.
    private const int BlockColumns = 8, BlockRows = 4;

    /// <summary>Lays the grid.</summary>
    /// <param name="info">The slide.</param>
    /// <param name="resolution">um/px of level 0.</param>
    /// <param name="side">Side of a tile in micrometres.</param>
    /// <param name="mask">Where tissue is.</param>
    /// <param name="smallestShare">Least share of tissue of a tile, 0 to 1.</param>
    public static TileGrid Lay(SlideInfo info, Resolution resolution, double side, TissueMask mask, double smallestShare)
    {
        double width = side / resolution.X, height = side / resolution.Y;
        double cellX = info.Width / (double)mask.Width, cellY = info.Height / (double)mask.Height;
        int columns = (int)Math.Min(int.MaxValue, (info.Width + 0.5) / width), rows = (int)Math.Min(int.MaxValue, (info.Height + 0.5) / height);
        var tiles = new List<GridTile>();
        for (var blockY = 0; blockY < rows; blockY += BlockRows)
        {
            for (var blockX = 0; blockX < columns; blockX += BlockColumns)
            {
                if (mask.Share(blockX * width / cellX, blockY * height / cellY, (blockX + BlockColumns) * width / cellX, (blockY + BlockRows) * height / cellY) <= 0)
                    continue;
                for (var row = blockY; row < Math.Min(rows, blockY + BlockRows); row++)
                {
                    for (var column = blockX; column < Math.Min(columns, blockX + BlockColumns); column++)
                    {
                        int x = (int)Math.Round(column * width), y = (int)Math.Round(row * height);
                        var share = mask.Share(x / cellX, y / cellY, (x + width) / cellX, (y + height) / cellY);
                        if (share < smallestShare || share <= 0)
                            continue;
                        var middle = (Math.Min(mask.Height - 1, (int)((y + (height / 2)) / cellY)) * mask.Width) + Math.Min(mask.Width - 1, (int)((x + (width / 2)) / cellX));
                        tiles.Add(new GridTile(x, y, share, mask.Cuts[middle]));
                    }
                }
            }
        }

        return new TileGrid(width, height, tiles);
    }

    /// <summary>The same grid with at most <paramref name="most"/> tiles, by a seeded draw.</summary>
    /// <param name="most">Tiles to keep; 0: all.</param>
    /// <param name="key">Whose tiles.</param>
    /// <param name="seed">Seed of the draw.</param>
    public TileGrid Draw(int most, string key, ulong seed) =>
        most <= 0 || Tiles.Count <= most ? this : this with { Tiles = [.. TileDraw.Choose(key, Tiles.Count, most, seed).Select(i => Tiles[i])] };
}
