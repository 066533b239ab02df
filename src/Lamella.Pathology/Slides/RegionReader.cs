using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Slides;

/// <summary>
/// Reads any rectangle of a slide at any size, resampled exactly. One thread at a time; several readers may share a slide.
/// <para>
/// Levels are compressed anew, colour at half resolution, so a reduced level is not what level 0 gives when it is averaged: features of the same tissue
/// differ by a quarter of their length. For features (<see cref="Fidelity.Features"/>) level 0 is read, and a coarser level only where at least eight of
/// its pixels go into each pixel asked for, in each direction. So the same tissue gives the same features whatever levels the file has.
/// </para>
/// </summary>
internal sealed class RegionReader
{
    /// <summary>A level may be this much coarser than asked and still serve.</summary>
    private const double Tolerance = 1.02;

    /// <summary>Pixels of a level that go into one of a feature's, in each direction, unless it is level 0.</summary>
    private const double Oversampling = 8;

    private readonly ISlide slide;
    private readonly int levels;
    private readonly double oversampling;
    private readonly Resampler resampler = new();
    private byte[] buffer = [];
    private (double Start, double Step, int Count, int Inputs) acrossKey, downKey;
    private AxisWeights? across, down;

    /// <summary>A reader.</summary>
    /// <param name="slide">The slide; whoever opened it disposes it.</param>
    /// <param name="levels">Levels that may be used, from level 0 on: coarser ones may be broken.</param>
    /// <param name="fidelity">What the pixels are for.</param>
    public RegionReader(ISlide slide, int levels, Fidelity fidelity) =>
        (this.slide, this.levels, oversampling) = (slide, Math.Min(levels, slide.Levels.Count), fidelity == Fidelity.Features ? Oversampling : 1);

    /// <summary>The level that serves a reduction by <paramref name="scaleX"/> and <paramref name="scaleY"/> level-0 pixels per pixel.</summary>
    public int LevelFor(double scaleX, double scaleY)
    {
        var best = 0;
        for (var i = 1; i < levels; i++)
        {
            var level = slide.Levels[i];
            if (level.ScaleX * oversampling <= scaleX * Tolerance && level.ScaleY * oversampling <= scaleY * Tolerance && level.ScaleX > slide.Levels[best].ScaleX)
                best = i;
        }

        return best;
    }

    /// <summary>Reads a rectangle, given in level-0 pixels, as a picture of the given size.</summary>
    /// <param name="left">Left edge.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="width">Level-0 pixels across.</param>
    /// <param name="height">Level-0 pixels down.</param>
    /// <param name="columns">Pixels per row asked.</param>
    /// <param name="rows">Rows asked.</param>
    /// <param name="rgb">Receives columns * rows * 3 bytes.</param>
    /// <exception cref="SlideException">The rectangle cannot be read.</exception>
    public void Read(double left, double top, double width, double height, int columns, int rows, Span<byte> rgb)
    {
        var index = LevelFor(width / columns, height / rows);
        var level = slide.Levels[index];
        var (x, w) = Window(left, width, level.ScaleX, level.Width);
        var (y, h) = Window(top, height, level.ScaleY, level.Height);
        var bytes = checked(w * h * 4);
        if (buffer.Length < bytes)
            buffer = GC.AllocateUninitializedArray<byte>(bytes);
        var (realX, realY) = slide.Read(index, x, y, w, h, buffer.AsSpan(0, bytes));
        Weights(ref across, ref acrossKey, (left / level.ScaleX) - realX, width / level.ScaleX / columns, columns, w);
        Weights(ref down, ref downKey, (top / level.ScaleY) - realY, height / level.ScaleY / rows, rows, h);
        resampler.Run(buffer.AsSpan(0, bytes), w, across!, down!, rgb);
    }

    /// <summary>Pixels of a level that a stretch needs: its own and those that the weights reach, within the level.</summary>
    private static (long First, int Count) Window(double start, double length, double scale, long size)
    {
        const double grain = 1e-6;
        double from = start / scale, to = (start + length) / scale;
        // Edges that meet pixel edges need no neighbours.
        var whole = Math.Abs(from - Math.Round(from)) < grain && Math.Abs(to - Math.Round(to)) < grain;
        var reach = whole ? 0 : AxisWeights.Reach + 1;
        var first = Math.Clamp((long)Math.Floor(from + grain) - reach, 0, size - 1);
        var end = Math.Clamp((long)Math.Ceiling(to - grain) + reach, first + 1, size);
        return (first, (int)(end - first));
    }

    private static void Weights(ref AxisWeights? weights, ref (double, double, int, int) key, double start, double step, int count, int inputs)
    {
        if (weights is not null && key == (start, step, count, inputs))
            return;
        key = (start, step, count, inputs);
        weights = AxisWeights.Make(start, step, count, inputs);
    }
}
