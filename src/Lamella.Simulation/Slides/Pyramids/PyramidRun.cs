using System.Collections.Concurrent;

namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>One pass over a slide, from the painter to the tiles of all levels.</summary>
internal sealed class PyramidRun
{
    private readonly List<PyramidLevel> levels;
    private readonly IRegionPainter painter;
    private readonly PyramidOptions options;
    private readonly TiffContainer container;
    private readonly TileDamage? damage;
    private readonly JpegTiles jpeg;
    private readonly byte[] ground;
    private readonly ConcurrentBag<byte[]> spare = [];
    private (ulong Offset, ulong Length)? groundTile;

    public PyramidRun(List<PyramidLevel> levels, IRegionPainter painter, PyramidOptions options, TiffContainer container, TileDamage? damage)
    {
        (this.levels, this.painter, this.options, this.container, this.damage) = (levels, painter, options, container, damage);
        jpeg = new JpegTiles(options.TileSize, options.Quality);
        ground = new byte[options.TileSize * options.TileSize * 3];
        var (red, green, blue) = painter.Ground;
        for (var i = 0; i < ground.Length; i += 3)
            (ground[i], ground[i + 1], ground[i + 2]) = (red, green, blue);
    }

    public void Run(CancellationToken cancellationToken)
    {
        var level = levels[0];
        for (var row = 0; row < level.Rows; row++)
        {
            var top = row * options.TileSize;
            ParallelWork.For(level.Columns, options.Threads, column =>
            {
                var block = Take();
                if (painter.Paint(column * options.TileSize, top, options.TileSize, block))
                    level.Blocks[column] = block;
                else
                    spare.Add(block);
            }, cancellationToken);
            Store(0, row, cancellationToken);
        }
    }

    /// <summary>Stores a row of tiles that is complete, hands it down to the next level, and stores that one's row when it is complete in turn.</summary>
    private void Store(int number, int row, CancellationToken cancellationToken)
    {
        var level = levels[number];
        var tiles = new byte[]?[level.Columns];
        ParallelWork.For(level.Columns, options.Threads, column => tiles[column] = Encode(number, column, row), cancellationToken);
        for (var column = 0; column < level.Columns; column++)
        {
            var at = (row * level.Columns) + column;
            (level.Offsets[at], level.Lengths[at]) = tiles[column] is { } tile ? (container.Add(tile), (ulong)tile.Length) : Ground();
        }

        var below = row / options.Factor;
        if (number + 1 < levels.Count && below < levels[number + 1].Rows)
        {
            Reduce(level, levels[number + 1], row % options.Factor);
            if (row % options.Factor == options.Factor - 1 || row == level.Rows - 1)
                Store(number + 1, below, cancellationToken);
        }

        for (var column = 0; column < level.Columns; column++)
        {
            if (level.Blocks[column] is { } block)
                spare.Add(block);
            level.Blocks[column] = null;
        }
    }

    private byte[]? Encode(int level, int column, int row)
    {
        var block = levels[level].Blocks[column];
        if (damage is null)
            return block is null ? null : jpeg.Encode(block);
        byte[] copy = [.. block ?? ground];
        return damage(level, column, row, copy) || block is not null ? jpeg.Encode(copy) : null;
    }

    private (ulong Offset, ulong Length) Ground()
    {
        if (groundTile is { } there)
            return there;
        var tile = jpeg.Encode(ground);
        groundTile = (container.Add(tile), (ulong)tile.Length);
        return groundTile.Value;
    }

    /// <summary>Averages a row of tiles into its part of the next level's tiles.</summary>
    private void Reduce(PyramidLevel from, PyramidLevel to, int part)
    {
        var (factor, side) = (options.Factor, options.TileSize / options.Factor);
        for (var column = 0; column < from.Columns && column / factor < to.Columns; column++)
        {
            if (from.Blocks[column] is not { } source)
                continue;
            var target = to.Blocks[column / factor] ??= Take();
            var corner = ((part * side * options.TileSize) + (column % factor * side)) * 3;
            if (factor == 2)
                HalveInto(source, target, corner, options.TileSize);
            else
                ReduceInto(source, target, corner, options.TileSize, factor);
        }
    }

    private static void HalveInto(byte[] source, byte[] target, int corner, int tile)
    {
        for (var y = 0; y < tile / 2; y++)
        {
            ReadOnlySpan<byte> upper = source.AsSpan(2 * y * tile * 3, tile * 3), lower = source.AsSpan(((2 * y) + 1) * tile * 3, tile * 3);
            var row = target.AsSpan(corner + (y * tile * 3), tile / 2 * 3);
            for (int x = 0, at = 0; x + 5 < upper.Length; x += 6, at += 3)
            {
                row[at] = (byte)((upper[x] + upper[x + 3] + lower[x] + lower[x + 3] + 2) >> 2);
                row[at + 1] = (byte)((upper[x + 1] + upper[x + 4] + lower[x + 1] + lower[x + 4] + 2) >> 2);
                row[at + 2] = (byte)((upper[x + 2] + upper[x + 5] + lower[x + 2] + lower[x + 5] + 2) >> 2);
            }
        }
    }

    private static void ReduceInto(byte[] source, byte[] target, int corner, int tile, int factor)
    {
        var area = factor * factor;
        for (var y = 0; y < tile / factor; y++)
        {
            for (var x = 0; x < tile / factor * 3; x++)
            {
                var sum = area / 2;
                for (var dy = 0; dy < factor; dy++)
                {
                    var at = (((y * factor) + dy) * tile * 3) + (x / 3 * factor * 3) + (x % 3);
                    for (var dx = 0; dx < factor; dx++)
                        sum += source[at + (dx * 3)];
                }

                target[corner + (y * tile * 3) + x] = (byte)(sum / area);
            }
        }
    }

    private byte[] Take()
    {
        if (!spare.TryTake(out var block))
            return [.. ground];
        ground.CopyTo(block, 0);
        return block;
    }
}
