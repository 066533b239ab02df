using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;

namespace Lamella.Federation.Studies;

/// <summary>A study in a federation: what was proposed, what its sites have answered.</summary>
/// <param name="Study">Hash of the protocol.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Proposal">The proposal.</param>
public sealed record StudyState(string Study, StudyProtocol Protocol, StudyProposed Proposal)
{
    /// <summary>The last answer of each site.</summary>
    public ImmutableSortedDictionary<SiteId, SiteStatement> Answers { get; init; } = ImmutableSortedDictionary<SiteId, SiteStatement>.Empty;

    /// <summary>What each site last found when it tried the study out on its data.</summary>
    public ImmutableSortedDictionary<SiteId, DataChecked> Checks { get; init; } = ImmutableSortedDictionary<SiteId, DataChecked>.Empty;

    /// <summary>Its runs, in the order they were asked for.</summary>
    public ImmutableArray<RunId> Runs { get; init; } = [];

    /// <summary>Why it was cancelled; null when it was not.</summary>
    public StudyCancelled? Cancelled { get; init; }

    /// <summary>Sites that train, in site-id order.</summary>
    public ImmutableArray<SiteId> TrainingSites { get; } = [.. Protocol.Sites.Where(s => s.Role == SiteRole.Train).Select(s => s.Id).Order()];

    /// <summary>The approval of a site that holds at a time; null when there is none.</summary>
    public StudyApproved? ApprovalOf(SiteId site, long time) =>
        Answers.GetValueOrDefault(site) is StudyApproved approval && (approval.Expires is null || time < approval.Expires) ? approval : null;

    /// <summary>Why a site may not be asked to train at a time, in words; null when it may.</summary>
    /// <param name="site">Its standing in the federation; null when it never joined.</param>
    /// <param name="time">Milliseconds since 1970 UTC.</param>
    public string? WhyNot(SiteStanding? site, long time) => Cancelled is not null ? "is not asked any more: the study was cancelled" : WhyNotTold(site, SiteMetrics.NeededBy(Protocol), time);

    /// <summary>Why a site may not be asked to score models at a time, in words; null when it may. A site that only tests needs to allow no more than that.</summary>
    /// <param name="site">Its standing in the federation; null when it never joined.</param>
    /// <param name="time">Milliseconds since 1970 UTC.</param>
    public string? WhyNotScore(SiteStanding? site, long time) =>
        Cancelled is not null ? "is not asked any more: the study was cancelled"
        : Proposal.Metrics.Contains(SiteMetrics.TestMetrics) ? WhyNotTold(site, [SiteMetrics.TestMetrics], time)
        : $"is not asked: the study does not ask for {SiteMetrics.TestMetrics}";

    private string Found(SiteId site) => Checks.GetValueOrDefault(site) switch
    {
        null => "",
        { Code: "" } passed => $" (its data pass its check{(passed.TrainingPatients is { } patients ? $", {patients} training patients" : "")})",
        { Code: var code } => $" (its data do not pass its check: {code})",
    };

    private string? WhyNotTold(SiteStanding? site, ImmutableArray<string> needed, long time) => site switch
    {
        null => "has not joined the federation",
        { IsRemoved: true } => "its identity was revoked",
        _ => Answers.GetValueOrDefault(site.Site) switch
        {
            null => "has not approved the study" + Found(site.Site),
            StudyRefused => "has refused the study",
            ApprovalRevoked => "has revoked its approval",
            StudyApproved { Expires: { } end } when time >= end => "its approval has expired",
            StudyApproved approval => needed.FirstOrDefault(m => !approval.Metrics.Contains(m)) is { } missing ? $"does not allow {missing}" : null,
            _ => throw new InvalidOperationException("Not an answer."),
        },
    };
}
