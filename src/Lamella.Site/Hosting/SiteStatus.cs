using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;
using Lamella.Transport.Identity;

namespace Lamella.Site.Hosting;

/// <summary>A site as it shows itself to those who run it.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Address">Where it dials.</param>
/// <param name="Words">Six words to compare with the coordinator's people.</param>
/// <param name="CertificateUntil">Until when its certificate holds; it renews itself at half of its life.</param>
/// <param name="IsConnected">Whether its line is up.</param>
/// <param name="WhyDown">Why it is down, with the code; null while it is up.</param>
/// <param name="Stopped">Why the site takes no more entries: the ledger does not hold. Null while it does.</param>
/// <param name="LastFault">What last went wrong here; null when nothing did.</param>
/// <param name="IsPaused">Whether no new work is begun.</param>
/// <param name="Worker">Where training is done and what keeps it from the rest of the machine.</param>
/// <param name="Work">What it is at; null for nothing.</param>
/// <param name="Unsent">Statements that the ledger does not have yet.</param>
/// <param name="Entries">Entries in its copy of the ledger.</param>
/// <param name="Studies">Studies that name the site.</param>
public sealed record SiteStatus(
    string Site, string Address, string Words, DateTimeOffset CertificateUntil, bool IsConnected, string? WhyDown, string? Stopped, string? LastFault, bool IsPaused, string Worker,
    string? Work, int Unsent, long Entries, IReadOnlyList<SiteStudy> Studies)
{
    internal static SiteStatus Of(SiteHost host, SiteIdentity identity, SiteAgent agent, string worker, DateTimeOffset now) => new(
        identity.Site.Value,
        identity.Address,
        identity.Words,
        identity.Certificate.NotAfter.ToUniversalTime(),
        host.IsUp,
        host.IsUp ? null : host.WhyDown is { } why ? $"{why.Code}: {why.Fault} {why.Remedy}" : "it has not been reached yet",
        agent.Stopped is { } stopped ? $"{stopped.Code}: {stopped.Fault} {stopped.Remedy}" : null,
        TextOf(host.Fault) ?? (agent.LastRefusal is { } refused ? $"{refused.Code}: the coordinator did not take a statement: {refused.Reason}" : null),
        agent.IsPaused,
        worker,
        agent.Current is { } c ? $"{agent.View.StudyOf(c.Order.Run).Protocol.Study}: {c.Order.Run.Strategy}, seed {c.Order.Run.Seed}, round {c.Order.Round}, step {c.Step} of {c.Steps}" : null,
        agent.Unsent.Count,
        agent.Head.Index + 1,
        [.. agent.View.Studies.Values.Where(s => s.Protocol.Sites.Any(x => x.Id == identity.Site)).Select(s => StudyOf(agent, host, s, identity.Site, now))]);

    private static string? TextOf(Exception? fault) => fault switch
    {
        null => null,
        Federation.LamellaException known => $"{known.Code}: {known.Fault} {known.Remedy}",
        _ => fault.GetType().Name,
    };

    private static SiteStudy StudyOf(SiteAgent agent, SiteHost host, StudyState study, SiteId site, DateTimeOffset now) => new(
        study.Study,
        study.Protocol.Study,
        study.Proposal.Purpose,
        study.Proposal.ProposedBy,
        [.. study.Proposal.Metrics],
        study.Proposal.Protocol,
        agent.View.StatusOf(study),
        study.WhyNot(agent.View.Sites.GetValueOrDefault(site), now.ToUnixTimeMilliseconds()),
        host.Policy.WhyNot(study),
        study.Answers.GetValueOrDefault(site) is StudyApproved { Expires: { } end } ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
        host.Purges.Find(study.Study)?.Asked);
}
