using Lamella.Federation.Studies;

namespace Lamella.Simulation.Evidence;

/// <summary>What a model looked at on one test patient, beside the truth.</summary>
/// <param name="Site">The patient's site.</param>
/// <param name="Scores">Tile score per tile [n]; attention is multiplied by n, so that 1 is an even share whatever the bag's size.</param>
/// <param name="Truth">1 for a tile of the positive kind, else 0 [n].</param>
internal sealed record TileEvidence(SiteId Site, float[] Scores, float[] Truth);
