using Lamella.Federation;

namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>How a slide is stored.</summary>
public sealed record PyramidOptions
{
    /// <summary>Side of a stored tile in pixels: a multiple of 16 and of <see cref="Factor"/>, 16 to 2,048. 256 unless given.</summary>
    public int TileSize { get; init; } = 256;

    /// <summary>How much smaller each level is than the one before, 2 to 16. 2 unless given.</summary>
    public int Factor { get; init; } = 2;

    /// <summary>Number of levels, 1 to 16; less where one would not fill a quarter of a
    /// tile's side, which readers take for damage. Null, as unless given: down to the first that fits into one tile.</summary>
    public int? Levels { get; init; }

    /// <summary>JPEG quality, 1 to 100. 85 unless given.</summary>
    public int Quality { get; init; } = 85;

    /// <summary>um/px of level 0, written as the file's resolution, .003 to 1,000,000. Null: the file does not say.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Whether offsets take 64 bits. Null, as unless given: from 2^30 pixels on.</summary>
    public bool? BigTiff { get; init; }

    /// <summary>Threads that paint and encode; the file does not depend on it. 1 unless given.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>All faults at once.</summary>
    /// <exception cref="LamellaException">An option is out of its range.</exception>
    public void Check()
    {
        var faults = new List<string>();
        if (Factor is < 2 or > 16)
            faults.Add($"the level factor {Factor} is not 2 to 16");
        else if (TileSize is < 16 or > 2048 || TileSize % 16 != 0 || TileSize % Factor != 0)
            faults.Add($"the tile size {TileSize} is not a multiple of 16 and of the level factor {Factor}, 16 to 2048");
        if (Levels is < 1 or > 16)
            faults.Add($"{Levels} levels are not 1 to 16");
        if (Quality is < 1 or > 100)
            faults.Add($"the JPEG quality {Quality} is not 1 to 100");
        if (MicronsPerPixel is { } mpp && !(mpp is >= 0.003 and <= 1e6))
            faults.Add("the resolution is not .003 to 1,000,000 um/px");
        if (Threads is < 1 or > 64)
            faults.Add($"{Threads} threads are not 1 to 64");
        if (faults.Count > 0)
            throw new LamellaException(ErrorCodes.UsageWrong, $"The slide cannot be stored so: {string.Join("; ", faults)}.", "Change these options.");
    }
}
