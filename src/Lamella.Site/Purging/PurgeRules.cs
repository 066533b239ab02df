using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site.Purging;

/// <summary>When a study is over at a site, so that its data may go; pure.</summary>
public static class PurgeRules
{
    /// <summary>Why a study is not over at a site, in words; null when it is.</summary>
    /// <param name="view">The federation as the site knows it, its own unsent statements included.</param>
    /// <param name="study">The study.</param>
    /// <param name="site">The site.</param>
    /// <param name="now">The site's own clock, milliseconds since 1970 UTC.</param>
    public static string? WhyNotOver(FederationState view, StudyState study, SiteId site, long now)
    {
        if (study.Cancelled is not null || view.Sites.GetValueOrDefault(site) is { IsRemoved: true } || study.Answers.GetValueOrDefault(site) is StudyRefused or ApprovalRevoked)
            return null;
        if (view.StatusOf(study) is StudyStatus.Proposed or StudyStatus.Approved or StudyStatus.Running)
            return study.Answers.ContainsKey(site) ? "its runs are not over, and this site's approval stands" : "it is not over, and this site has not answered it";
        if (study.Runs.Length < study.Protocol.Strategies.Length * study.Protocol.Seeds.Length)
            return "some runs of its protocol were not asked for yet";
        var due = SiteRules.Scorings(view, site, now).Count(o => o.Run.ProtocolSha256 == study.Study);
        return due > 0 ? $"models of {due} runs are still to be scored here" : null;
    }

    /// <summary>Whether the data of a study have been kept as long as a policy says.</summary>
    /// <param name="days">Days of the policy; null: for ever.</param>
    /// <param name="ended">When the study ended for the site, milliseconds since 1970 UTC; null: not that the ledger says.</param>
    /// <param name="now">The site's own clock.</param>
    public static bool IsDue(int? days, long? ended, DateTimeOffset now) =>
        days is { } kept && ended is { } end && now >= DateTimeOffset.FromUnixTimeMilliseconds(end).AddDays(kept);
}
