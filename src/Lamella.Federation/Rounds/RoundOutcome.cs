using System.Collections.Immutable;

namespace Lamella.Federation.Rounds;

/// <summary>How a round ended. A round that misses its quorum does not end: its run waits, or fails.</summary>
public enum RoundResult
{
    /// <summary>Every site that the strategy asks contributed.</summary>
    Complete,

    /// <summary>Quorum was met without every site.</summary>
    Degraded,
}

/// <summary>A finished round, on record.</summary>
/// <param name="Round">Round, from 1.</param>
/// <param name="Result">How it ended.</param>
/// <param name="BaseModelSha256">Model it started from.</param>
/// <param name="ModelSha256">Model it ended with; the base model after a preparation round.</param>
/// <param name="Sites">Every training site, in site-id order.</param>
/// <param name="Loss">Mean training loss, weighted by samples; null when nobody told one.</param>
/// <param name="HoldoutLoss">Holdout loss of the base model, weighted by patients; null without early stopping.</param>
public sealed record RoundOutcome(
    int Round, RoundResult Result, string BaseModelSha256, string ModelSha256, ImmutableArray<Participation> Sites, double? Loss, double? HoldoutLoss);
