using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>Where a site stands in a round.</summary>
public enum SiteStage
{
    /// <summary>Asked; nothing heard.</summary>
    Invited,

    /// <summary>Training.</summary>
    Started,

    /// <summary>Could not do the work; may try again.</summary>
    Failed,

    /// <summary>Its update has come and is being judged.</summary>
    Submitted,

    /// <summary>Its update counts when the round closes.</summary>
    Accepted,

    /// <summary>Takes no part any more; the reason says why.</summary>
    Excluded,
}

/// <summary>A site in a round.</summary>
/// <param name="Site">The site.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Reason">Why, where it failed or is excluded.</param>
/// <param name="Update">Its update, once it has come.</param>
/// <param name="Norm">Norm of the accepted update's delta.</param>
public sealed record SiteInRound(SiteId Site, SiteStage Stage, string Reason = "", UpdateSubmitted? Update = null, double Norm = 0)
{
    /// <summary>What has become of it, if the round closed now.</summary>
    public Participation Participation() => new(
        Site,
        Stage switch
        {
            SiteStage.Invited => ParticipationKind.Invited,
            SiteStage.Started or SiteStage.Submitted => ParticipationKind.Late,
            SiteStage.Accepted => ParticipationKind.Contributed,
            _ => ParticipationKind.Excluded,
        },
        Stage == SiteStage.Accepted ? Update!.Samples : 0,
        Reason,
        Update?.BytesReceived ?? 0,
        Update?.Bytes ?? 0);
}

/// <summary>The table of a site in a round: from, step, to.</summary>
internal static class SiteStages
{
    public static ImmutableArray<(SiteStage From, RunStep Step, SiteStage To)> Rows { get; } =
    [
        (SiteStage.Invited, RunStep.StartSite, SiteStage.Started),
        (SiteStage.Invited, RunStep.SubmitUpdate, SiteStage.Submitted),
        (SiteStage.Invited, RunStep.FailSite, SiteStage.Failed),
        (SiteStage.Invited, RunStep.ExcludeSite, SiteStage.Excluded),
        (SiteStage.Started, RunStep.SubmitUpdate, SiteStage.Submitted),
        (SiteStage.Started, RunStep.FailSite, SiteStage.Failed),
        (SiteStage.Started, RunStep.ExcludeSite, SiteStage.Excluded),
        (SiteStage.Failed, RunStep.StartSite, SiteStage.Started),
        (SiteStage.Failed, RunStep.SubmitUpdate, SiteStage.Submitted),
        (SiteStage.Failed, RunStep.FailSite, SiteStage.Failed),
        (SiteStage.Failed, RunStep.ExcludeSite, SiteStage.Excluded),
        (SiteStage.Submitted, RunStep.AcceptUpdate, SiteStage.Accepted),
        (SiteStage.Submitted, RunStep.RejectUpdate, SiteStage.Excluded),
        (SiteStage.Submitted, RunStep.ExcludeSite, SiteStage.Excluded),
        (SiteStage.Accepted, RunStep.RejectUpdate, SiteStage.Excluded),
        (SiteStage.Accepted, RunStep.ExcludeSite, SiteStage.Excluded),
    ];

    public static bool Allows(SiteStage stage, RunStep step) => Rows.Any(r => r.From == stage && r.Step == step);

    public static SiteStage Next(SiteStage stage, RunStep step)
    {
        foreach (var row in Rows)
        {
            if (row.From == stage && row.Step == step)
                return row.To;
        }

        throw new LamellaException(ErrorCodes.LedgerBroken, $"A site that is {stage} cannot {step}.", "The entry cannot have been written by an honest coordinator.");
    }
}
