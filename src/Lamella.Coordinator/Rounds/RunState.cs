using System.Collections.Immutable;

namespace Lamella.Coordinator.Rounds;

/// <summary>Where a run stands between rounds; the fold of its journal.</summary>
/// <param name="Round">Rounds finished.</param>
/// <param name="Model">Blob of the current model.</param>
/// <param name="ServerState">Blobs of the strategy's server state.</param>
public sealed record RunState(int Round, string Model, ImmutableArray<string> ServerState);
