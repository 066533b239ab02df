namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>Changes a tile just before it is stored.</summary>
/// <param name="level">The tile's level.</param>
/// <param name="column">Its column in tiles.</param>
/// <param name="row">Its row in tiles.</param>
/// <param name="rgb">Its pixels.</param>
/// <returns>Whether it was changed; only then a tile of mere ground is stored for itself.</returns>
internal delegate bool TileDamage(int level, int column, int row, Span<byte> rgb);
