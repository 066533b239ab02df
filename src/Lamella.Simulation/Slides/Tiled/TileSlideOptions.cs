using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Simulation.Slides.Tiled;

/// <summary>Which slides are put together from tiles.</summary>
public sealed record TileSlideOptions
{
    /// <summary>Folder for the slides: new, empty, or written before with the same options.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The tiles; those of one hospital or split only (<see cref="SourceTiles.Partition"/>).</summary>
    public required SourceTiles Source { get; init; }

    /// <summary>um/px of the tiles, .05 to 20.</summary>
    public required double SourceMicronsPerPixel { get; init; }

    /// <summary>
    /// um/px of the slides, .05 to 20: tiles are resampled to the nearest whole number of pixels, and the slide says what that comes to. Null, as
    /// unless given: that of the tiles.
    /// </summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Everything is a pure function of it and of the other options. 1 unless given.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whose slides: goes into their names, and into chance. <c>site</c> unless given.</summary>
    public string Hospital { get; init; } = "site";

    /// <summary>Number of slides, one patient each, 1 to 10,000. 12 unless given.</summary>
    public int Slides { get; init; } = 12;

    /// <summary>
    /// Number of the first slide, 1 to 1,000,000: a second set of slides of the same hospital (its test slides) goes on where the first one ended, with
    /// the same stain, other names and other tissue. 1 unless given.
    /// </summary>
    public int First { get; init; } = 1;

    /// <summary>Share of slides with a lesion, 0 to 1. .5 unless given.</summary>
    public double PositiveShare { get; init; } = 0.5;

    /// <summary>Width of a slide in tiles, 6 to 500; its height is four fifths of that. 24 unless given.</summary>
    public int WidthInTiles { get; init; } = 24;

    /// <summary>Share of the slide that is tissue, about, .05 to .6. .45 unless given.</summary>
    public double TissueShare { get; init; } = 0.45;

    /// <summary>Tiles of lesion on a slide that has one, about: drawn between these. 6 to 30 unless given.</summary>
    public (int Least, int Most) LesionTiles { get; init; } = (6, 30);

    /// <summary>How far the hospital's optical densities go up or down per colour, as a share, 0 to .5; drawn once per hospital. 0 unless given.</summary>
    public double StainShift { get; init; }

    /// <summary>How slides are stored; the resolution follows from the tiles.</summary>
    public PyramidOptions Pyramid { get; init; } = new();

    /// <summary>Slides built at a time; what is built does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told the share that is done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }
}
