using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>
/// Writes slides as scanners do: one TIFF with a tiled JPEG image per level, largest first, which OpenSlide opens as generic tiled TIFF. Level 0 is
/// painted row of tiles by row of tiles and each level is averaged from the one before on the way, so memory grows with a slide's width only; tiles
/// of mere ground are stored once for the whole file. The same input gives the same bytes with the same imaging library.
/// </summary>
public static class PyramidWriter
{
    private const int MaxSide = 1_000_000;
    private const long BigFrom = 1L << 30;

    /// <summary>Writes a slide; it appears whole or not at all.</summary>
    /// <param name="path">Its file; one that is there is replaced.</param>
    /// <param name="width">Width of level 0 in pixels, 1 to 1,000,000.</param>
    /// <param name="height">Height of level 0 in pixels, 1 to 1,000,000.</param>
    /// <param name="painter">Paints level 0.</param>
    /// <param name="options">How it is stored.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <returns>Sizes of the levels in pixels, largest first.</returns>
    /// <exception cref="LamellaException">An option is out of its range, or the file cannot be written.</exception>
    public static IReadOnlyList<(int Width, int Height)> Write(string path, int width, int height, IRegionPainter painter, PyramidOptions? options = null, CancellationToken cancellationToken = default) =>
        Write(path, (width, height), painter, options ?? new PyramidOptions(), damage: null, cancellationToken);

    /// <summary>As the public one; <paramref name="damage"/> changes tiles (level, column, row, pixels) just before they are stored, for fixtures.</summary>
    internal static IReadOnlyList<(int Width, int Height)> Write(string path, (int Width, int Height) size, IRegionPainter painter, PyramidOptions options, TileDamage? damage, CancellationToken cancellationToken)
    {
        options.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(size.Width, size.Height), 1, nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(size.Width, size.Height), MaxSide, nameof(size));
        var levels = PyramidLevel.Plan(size.Width, size.Height, options);
        var big = options.BigTiff ?? (long)size.Width * size.Height >= BigFrom;
        AtomicFile.Write(path, stream =>
        {
            try
            {
                // Directories come first: a reader finds them in one go, and a file that was cut off still opens.
                var container = new TiffContainer(stream, big, levels, options);
                new PyramidRun(levels, painter, options, container, damage).Run(cancellationToken);
                container.Finish();
            }
            catch (OverflowException fault)
            {
                throw new LamellaException(ErrorCodes.UsageWrong, $"'{path}' would be larger than 4 GB, which 32-bit offsets cannot reach.", "Let it be written as BigTIFF, or with fewer pixels.", fault);
            }
        });
        return [.. levels.Select(level => (level.Width, level.Height))];
    }
}
