using System.Collections.Immutable;
using Lamella.Federation.Metrics;

namespace Lamella.Federation.Rounds;

/// <summary>What a site is asked to score on its own test patients after a run. A site reads it off its own verified copy of the ledger; nobody sends it.</summary>
/// <param name="Run">The run.</param>
/// <param name="ModelSha256">Blob of the run's model.</param>
/// <param name="AggregatesSha256">Blob of the preparation round's totals; null without.</param>
/// <param name="Arms">Whose models; see <see cref="ScoredArms"/>. The local one is asked once for each seed.</param>
public sealed record ScoreOrder(RunId Run, string ModelSha256, string? AggregatesSha256, ImmutableArray<string> Arms);
