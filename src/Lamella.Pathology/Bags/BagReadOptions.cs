using Lamella.Federation.Studies;

namespace Lamella.Pathology.Bags;

/// <summary>What the reader of a bag knows and the file may not prove. Our own files need none of it.</summary>
public sealed record BagReadOptions
{
    /// <summary>Contract of files that carry none (CLAM, TRIDENT, STAMP); null: such files are refused.</summary>
    public FeatureContract? Declared { get; init; }

    /// <summary>Unit of foreign coordinates.</summary>
    public CoordinateUnit Unit { get; init; } = CoordinateUnit.FromFile;

    /// <summary>um/px of the slide's level 0, to turn micrometres into pixels; null: such coordinates are unknown.</summary>
    public double? LevelZeroMicronsPerPixel { get; init; }

    /// <summary>Patient of a file that does not say; null: the file's name without extension.</summary>
    public string? PatientId { get; init; }
}
