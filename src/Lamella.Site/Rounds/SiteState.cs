using Lamella.Learning.Training;

namespace Lamella.Site.Rounds;

/// <summary>What a site carries from round to round; committed together with the update it belongs to.</summary>
/// <param name="Step">Training steps taken so far: where the site is in its data.</param>
/// <param name="LocalWeights">Parameters kept at the site.</param>
/// <param name="Control">Scaffold's control; empty without.</param>
/// <param name="Optimiser">The optimiser's state, when the protocol keeps it; null otherwise.</param>
internal sealed record SiteState(long Step, float[] LocalWeights, float[] Control, OptimiserState? Optimiser);
