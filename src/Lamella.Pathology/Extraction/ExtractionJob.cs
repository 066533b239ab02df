using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Files;
using Lamella.Pathology.Quality;

namespace Lamella.Pathology.Extraction;

/// <summary>What is looked at and how; <c>slides scan</c> and <c>slides extract</c> share it.</summary>
public sealed record ExtractionJob
{
    /// <summary>Folder of slides; nothing is ever written there.</summary>
    public required string SlideFolder { get; init; }

    /// <summary>What is done with them.</summary>
    public required ExtractionContract Contract { get; init; }

    /// <summary>The encoder the contract names.</summary>
    public required ITileEncoder Encoder { get; init; }

    /// <summary>um/px of slides that do not say theirs; null: such slides are refused.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>What the hospital says of single slides.</summary>
    public OverrideTable Overrides { get; init; } = OverrideTable.Empty;

    /// <summary>Whose slide is whose; null: not known.</summary>
    public SlidePatients? Patients { get; init; }

    /// <summary>Folder of QuPath GeoJSON files named after the slides, <c>{slide}.geojson</c>; null: none.</summary>
    public string? RegionFolder { get; init; }

    /// <summary>Class of annotations that are the truth of tiles (a tile at least half inside is 1); null: bags carry no truth.</summary>
    public string? TruthClass { get; init; }

    /// <summary>Thresholds of the verdicts.</summary>
    public QualityOptions Quality { get; init; } = new();

    /// <summary>How long a share is waited for.</summary>
    public ShareRetryOptions Retry { get; init; } = new();

    /// <summary>Threads that read tiles, 1 to 16. One less than there are cores (the encoder has that one), at least 1; all cores with the built-in encoder, which is done in a moment.</summary>
    public int? Readers { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Says how far it is; called from one thread at a time.</summary>
    public IProgress<ExtractionProgress>? Progress { get; init; }

    /// <summary>Reading threads that are used.</summary>
    internal int ReaderCount => Math.Clamp(Readers ?? (Encoder is BuiltInEncoder ? Environment.ProcessorCount : Environment.ProcessorCount - 1), 1, 16);
}

/// <summary>How far it is.</summary>
/// <param name="SlidesDone">Slides with a verdict, and with a bag where they get one.</param>
/// <param name="SlidesTotal">Slides of the folder.</param>
/// <param name="TilesDone">Tiles encoded in this run.</param>
/// <param name="TilesPerSecond">Since the first tile.</param>
/// <param name="Left">Estimated from the bytes of slides done and to do; null at the start.</param>
public readonly record struct ExtractionProgress(int SlidesDone, int SlidesTotal, long TilesDone, double TilesPerSecond, TimeSpan? Left);

/// <summary>What came of an extraction.</summary>
/// <param name="Made">Bags written.</param>
/// <param name="Kept">Bags that were there already, of the same slide and the same inputs.</param>
/// <param name="Refused">Slides without a bag.</param>
/// <param name="Unreachable">Of these, slides of which nothing is known because they could not be reached; the next run tries them again.</param>
/// <param name="Tiles">Tiles encoded in this run.</param>
/// <param name="Elapsed">Time it took.</param>
/// <param name="OtherFiles">Files in the folder that are no slides.</param>
/// <param name="UnreadableFolders">Folders that could not be entered.</param>
/// <param name="UnusedOverrides">Slides that the table of overrides names and the folder does not hold.</param>
/// <param name="Gone">Slides of the catalogue whose file is not where it was; their bags stay.</param>
public sealed record ExtractionSummary(
    int Made, int Kept, int Refused, int Unreachable, long Tiles, TimeSpan Elapsed, int OtherFiles, IReadOnlyList<string> UnreadableFolders, IReadOnlyList<string> UnusedOverrides, int Gone);
