namespace Lamella.Simulation.Slides.Tiled;

/// <summary>A tile that slides are put together from.</summary>
/// <param name="File">Path relative to the tile folder.</param>
/// <param name="Patient">Whose it is; the file itself where that is not known.</param>
/// <param name="Lesion">Whether it shows a lesion.</param>
public sealed record SourceTile(string File, string Patient, bool Lesion);
