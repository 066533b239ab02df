using System.Collections.Immutable;

namespace Lamella.Federation.Rounds;

/// <summary>What a site is asked in a round. A site reads it off its own verified copy of the ledger; nobody sends it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round: training rounds from 1, preparation rounds up to 0.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="ModelSha256">Blob of the published model.</param>
/// <param name="ControlSha256">Blob of the strategy's control; null without.</param>
/// <param name="AggregatesSha256">Blob of the preparation round's totals; null without.</param>
/// <param name="VisitsPerSite">Rounds in which a site is asked over the whole run, for learning-rate schedules.</param>
/// <param name="Metrics">Figures about its patients that the site has allowed and is asked for.</param>
public sealed record RoundOrder(
    RunId Run, int Round, RoundKind Kind, string ModelSha256, string? ControlSha256, string? AggregatesSha256, int VisitsPerSite, ImmutableArray<string> Metrics);
