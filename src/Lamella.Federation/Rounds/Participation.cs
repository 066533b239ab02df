using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>What became of a site in a round. A closed set; nothing is hidden in a log.</summary>
public enum ParticipationKind
{
    /// <summary>Invited, and nothing heard.</summary>
    Invited,

    /// <summary>Began to train and did not finish before the round closed.</summary>
    Late,

    /// <summary>Its update counts.</summary>
    Contributed,

    /// <summary>Its update was refused, or it failed; the reason says why.</summary>
    Excluded,
}

/// <summary>A site's part in a round.</summary>
/// <param name="Site">The site.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Samples">Training patients behind its update; 0 unless contributed.</param>
/// <param name="Reason">Code and reason when excluded or late; empty otherwise.</param>
/// <param name="BytesIn">Bytes the site received.</param>
/// <param name="BytesOut">Bytes the site sent.</param>
public sealed record Participation(SiteId Site, ParticipationKind Kind, long Samples, string Reason, long BytesIn, long BytesOut);

/// <summary>How a round ended.</summary>
public enum RoundResult
{
    /// <summary>Every training site contributed.</summary>
    Complete,

    /// <summary>Quorum was met without every site.</summary>
    Degraded,

    /// <summary>Quorum was missed; there is no new model.</summary>
    QuorumMissed,
}

/// <summary>A finished round, on record.</summary>
/// <param name="Round">Round, from 1.</param>
/// <param name="Result">How it ended.</param>
/// <param name="BaseModelSha256">Model it started from.</param>
/// <param name="ModelSha256">Model it ended with; the base model when quorum was missed.</param>
/// <param name="Sites">Every training site, in site-id order.</param>
/// <param name="Loss">Mean training loss, weighted by samples; NaN when nobody contributed.</param>
/// <param name="HoldoutLoss">Holdout loss of the base model, weighted by patients; null without early stopping.</param>
public sealed record RoundOutcome(
    int Round, RoundResult Result, string BaseModelSha256, string ModelSha256, ImmutableArray<Participation> Sites, double Loss, double? HoldoutLoss);

/// <summary>How a run stands. A run that ran short never looks like a success.</summary>
public enum RunStatus
{
    /// <summary>Rounds are still to come.</summary>
    Running,

    /// <summary>Every round complete.</summary>
    Completed,

    /// <summary>Reached its end, but some round lacked a site.</summary>
    CompletedDegraded,

    /// <summary>A round missed its quorum, or there was a fault.</summary>
    Failed,

    /// <summary>Someone stopped it.</summary>
    Cancelled,
}
