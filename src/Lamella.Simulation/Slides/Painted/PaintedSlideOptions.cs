using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Simulation.Slides.Painted;

/// <summary>Which slides are painted.</summary>
public sealed record PaintedSlideOptions
{
    /// <summary>Folder for the slides: new, empty, or written before with the same options.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Everything is a pure function of it and of the other options. 1 unless given.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of slides, one patient each, 1 to 10,000. 12 unless given.</summary>
    public int Slides { get; init; } = 12;

    /// <summary>Whose stain and scanner: a made-up hospital's id (<see cref="PaintedSlideBuilder.Hospitals"/>). The first unless given.</summary>
    public string? Hospital { get; init; }

    /// <summary>Share of slides with a lesion, 0 to 1. .5 unless given.</summary>
    public double PositiveShare { get; init; } = 0.5;

    /// <summary>Share of the tissue that is lesion on these, above 0 to .9. .25 unless given.</summary>
    public double LesionShare { get; init; } = 0.25;

    /// <summary>Share of the slide that is tissue, about, .01 to .6. .45 unless given.</summary>
    public double TissueShare { get; init; } = 0.45;

    /// <summary>Width of a slide in pixels, 256 to 200,000; its height is four fifths of that. 3,200 unless given.</summary>
    public int Width { get; init; } = 3200;

    /// <summary>um/px, .1 to 4. .5 unless given.</summary>
    public double MicronsPerPixel { get; init; } = 0.5;

    /// <summary>How they are stored; the resolution is <see cref="MicronsPerPixel"/>.</summary>
    public PyramidOptions Pyramid { get; init; } = new();

    /// <summary>Slides painted at a time; what is painted does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told the share that is done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }
}
