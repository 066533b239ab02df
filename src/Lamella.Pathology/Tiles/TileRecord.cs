namespace Lamella.Pathology.Tiles;

/// <summary>One row of a tile index.</summary>
/// <param name="File">Path relative to the tile folder.</param>
/// <param name="X">Left edge in level-0 pixels; null when unknown.</param>
/// <param name="Y">Upper edge in level-0 pixels; null when unknown.</param>
/// <param name="Label">The tile's truth; null when there is none.</param>
public sealed record TileRecord(string File, int? X, int? Y, byte? Label);

/// <summary>A patient's tiles in the order of the index.</summary>
/// <param name="PatientId">The patient, as text.</param>
/// <param name="Tiles">At least one.</param>
/// <param name="Carried">Values of the carried columns, in their order.</param>
public sealed record PatientTiles(string PatientId, IReadOnlyList<TileRecord> Tiles, IReadOnlyList<string> Carried)
{
    /// <summary>Share of tiles whose label is above 0; NaN without labels.</summary>
    public double PositiveShare => Tiles.All(tile => tile.Label is not null) ? Tiles.Count(tile => tile.Label > 0) / (double)Tiles.Count : double.NaN;
}
