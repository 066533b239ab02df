using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Slides;
using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Extraction;

/// <summary>A slide on its way through the pipeline. Readers read from it at the same time; all else is done by the encoding thread.</summary>
internal sealed class SlideWork(SlideRecord record, ExaminedSlide? examined, bool kept, int dimension) : IDisposable
{
    private readonly float[] features = kept || examined is null ? [] : new float[examined.Tiles.Count * dimension];
    private readonly ThreadLocal<RegionReader>? reader = examined?.Slide is { } slide ? new(() => new RegionReader(slide, examined.UsableLevels, Fidelity.Features)) : null;
    private volatile Exception? fault;

    /// <summary>What the catalogue will say.</summary>
    public SlideRecord Record { get; } = record;

    /// <summary>What was found; null when the slide was not opened.</summary>
    public ExaminedSlide? Examined { get; } = examined;

    /// <summary>Whether its bag or its refusal is there already.</summary>
    public bool Kept { get; } = kept;

    /// <summary>Tiles to encode.</summary>
    public IReadOnlyList<GridTile> Tiles { get; } = kept || examined is null ? [] : examined.Tiles;

    /// <summary>Features of all tiles, row by row.</summary>
    public float[] Features => features;

    /// <summary>Why it cannot be used after all; the first fault counts.</summary>
    public Exception? Fault
    {
        get => fault;
        set => fault ??= value;
    }

    /// <summary>Files of the catalogue that this one was called before.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];

    /// <summary>What the catalogue said of the file before; null when it said nothing, or when its bag is kept.</summary>
    public SlideRecord? Before { get; init; }

    /// <summary>Whose name stands in a bag that is kept; null when there is none.</summary>
    public string? PatientInBag { get; init; }

    /// <summary>Whether the file could not be reached although a bag of it is there.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Name that a bag carries for whose it is: the patient's, or the slide's where no patient is known.</summary>
    public string Owner => Record.PatientPseudonym.Length > 0 ? Record.PatientPseudonym : Record.Slide;

    /// <summary>When its first tile was encoded, as a timestamp.</summary>
    public long Started { get; set; }

    /// <summary>Reads one tile; for several threads.</summary>
    public void Read(GridTile tile, int side, Span<byte> rgb)
    {
        reader!.Value!.Read(tile.X, tile.Y, Examined!.TileWidth, Examined.TileHeight, side, side, rgb);
        Examined.Normaliser?.Apply(rgb);
    }

    /// <summary>The finished bag. Pseudonyms only: it may leave the folder.</summary>
    public FeatureBag ToBag(FeatureContract contract) => new(
        Owner,
        Tiles.Count,
        features,
        contract,
        [.. Tiles.SelectMany(tile => new[] { tile.X, tile.Y })],
        Examined!.TileTruth,
        slides: [Record.Slide],
        sourceSha256: Record.Inputs);

    public void Dispose()
    {
        reader?.Dispose();
        Examined?.Dispose();
    }
}
