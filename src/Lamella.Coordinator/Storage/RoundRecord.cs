using System.Collections.Immutable;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Storage;

/// <summary>A line of the journal: what happened in a round and where the coordinator's state stands after it.</summary>
/// <param name="Outcome">The round.</param>
/// <param name="ServerState">Blobs of the strategy's server state after the round, one per vector.</param>
public sealed record RoundRecord(RoundOutcome Outcome, ImmutableArray<string> ServerState);
