namespace Lamella.Pathology.Tiles;

/// <summary>Which columns of a tile index mean what.</summary>
public sealed record TileIndexOptions
{
    /// <summary>Column with the tile's file, relative to the tile folder.</summary>
    public string FileColumn { get; init; } = "file";

    /// <summary>Column with the patient's id, kept as text.</summary>
    public string PatientColumn { get; init; } = "patient";

    /// <summary>Column with the tile's left edge in level-0 pixels; where the index has none, coordinates are unknown.</summary>
    public string XColumn { get; init; } = "x";

    /// <summary>Column with the tile's upper edge in level-0 pixels.</summary>
    public string YColumn { get; init; } = "y";

    /// <summary>Column with the tile's truth (an integer 0 to 255); null: none.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Rows are kept when every named column has this value.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = new Dictionary<string, string>();

    /// <summary>Columns that say something of the patient and are carried into the table of patients.</summary>
    public IReadOnlyList<string> Carry { get; init; } = [];
}
