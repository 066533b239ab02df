namespace Lamella.Pathology.Slides;

/// <summary>A slide as a small picture.</summary>
/// <param name="Image">The picture.</param>
/// <param name="MicronsPerPixel">um per pixel of the picture; 0 when the slide's resolution is not known.</param>
/// <param name="UsableLevels">Levels that show the same as level 0, counted from it; coarser ones are broken and not used.</param>
public sealed record Overview(RgbImage Image, double MicronsPerPixel, int UsableLevels)
{
    /// <summary>um/px where a slide is large enough: tissue is looked for at one physical size, whatever the scanner.</summary>
    public const double Standard = 8;

    /// <summary>Longest side is at least this many pixels where the slide has them, so that a tissue core is more than a few dots.</summary>
    public const int Smallest = 1024;

    /// <summary>Longest side is at most this many pixels.</summary>
    public const int Largest = 4096;

    // A window of a level read at once: 16 MiB at 4 bytes a pixel.
    private const int WindowSide = 2048;

    /// <summary>Reads the overview, in blocks and on two threads at most.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="resolution">um/px of level 0; null when not known.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SlideException">The slide cannot be read.</exception>
    public static Overview Read(ISlide slide, Resolution? resolution, CancellationToken cancellationToken = default)
    {
        double longest = Math.Max(slide.Info.Width, slide.Info.Height);
        var wanted = resolution is { } r ? longest * r.Mean / Standard : 2 * Smallest;
        var scale = Math.Max(1, longest / Math.Clamp(wanted, Smallest, Largest));
        var usable = PyramidCheck.UsableLevels(slide);
        int columns = Math.Max(1, (int)Math.Round(slide.Info.Width / scale)), rows = Math.Max(1, (int)Math.Round(slide.Info.Height / scale));
        var image = RgbImage.Blank(columns, rows);
        // Level-0 pixels per pixel of the picture: its sides are whole, so they differ a little from the scale.
        double stepX = slide.Info.Width / (double)columns, stepY = slide.Info.Height / (double)rows;
        var level = slide.Levels[new RegionReader(slide, usable, Fidelity.Overview).LevelFor(stepX, stepY)];
        var block = Math.Max(16, (int)(WindowSide / Math.Max(stepX / level.ScaleX, stepY / level.ScaleY)));
        var blocks = from y in Enumerable.Range(0, (rows + block - 1) / block) from x in Enumerable.Range(0, (columns + block - 1) / block) select (X: x * block, Y: y * block);
        try
        {
            Parallel.ForEach(
                blocks,
                new ParallelOptions { MaxDegreeOfParallelism = Math.Min(2, Environment.ProcessorCount), CancellationToken = cancellationToken },
                () => (Reader: new RegionReader(slide, usable, Fidelity.Overview), Pixels: new byte[block * block * 3]),
                (at, _, local) =>
                {
                    int width = Math.Min(block, columns - at.X), height = Math.Min(block, rows - at.Y);
                    local.Reader.Read(at.X * stepX, at.Y * stepY, width * stepX, height * stepY, width, height, local.Pixels.AsSpan(0, width * height * 3));
                    for (var y = 0; y < height; y++)
                        local.Pixels.AsSpan(y * width * 3, width * 3).CopyTo(image.Row(at.Y + y)[(at.X * 3)..]);
                    return local;
                },
                static _ => { });
        }
        catch (AggregateException faults) when (faults.InnerExceptions.OfType<SlideException>().FirstOrDefault() is { } fault)
        {
            throw new SlideException(fault.Code, fault.Finding.Code, fault.Fault, fault.Remedy, faults);
        }

        return new Overview(image, resolution is null ? 0 : scale * resolution.Mean, usable);
    }
}
