using Lamella.Federation.Studies;
using Lamella.Site.Local;

namespace Lamella.Simulation.Arms;

/// <summary>What an arm ends with.</summary>
/// <param name="Units">Rounds or passes it took.</param>
/// <param name="Weights">The model as a site would use it: the same everywhere unless parameters are kept local.</param>
/// <param name="Curve">Learning curve.</param>
internal sealed record ArmModel(int Units, Func<SiteId, float[]> Weights, IReadOnlyList<CurvePoint> Curve);
