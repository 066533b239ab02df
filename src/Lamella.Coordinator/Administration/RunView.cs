using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Administration;

/// <summary>A run as it stands.</summary>
/// <param name="Strategy">Its strategy.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Round">Rounds recorded.</param>
/// <param name="Rounds">Rounds planned.</param>
/// <param name="Loss">Training loss of the last recorded round, as far as sites say; null when they do not.</param>
/// <param name="Model">SHA-256 of its current model; empty before it begins.</param>
/// <param name="Waiting">Why it does not go on at this moment, in words; empty when nothing holds it.</param>
public sealed record RunView(string Strategy, ulong Seed, RunStatus Status, int Round, int Rounds, double? Loss, string Model, string Waiting);
