using Lamella.Federation.Rounds;

namespace Lamella.Simulation.Federations;

/// <summary>A run that is over.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Reason">Why, when not completed.</param>
/// <param name="Model">Blob of its model.</param>
/// <param name="Rounds">Its training rounds.</param>
internal sealed record FinishedRun(RunStatus Status, string Reason, string Model, IReadOnlyList<RoundOutcome> Rounds);
