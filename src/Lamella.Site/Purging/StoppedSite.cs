using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;
using Lamella.Site.Ledger;
using Lamella.Site.Work;

namespace Lamella.Site.Purging;

/// <summary>Purges studies of a site that does not run, from its files.</summary>
/// <param name="folder">The site's folder.</param>
/// <param name="ledger">The site's copy of the ledger.</param>
/// <param name="site">The site.</param>
/// <param name="time">The clock.</param>
public sealed class StoppedSite(SiteFolder folder, IReadOnlyCollection<LedgerEntry> ledger, SiteId site, TimeProvider time)
{
    private readonly FileOutbox outbox = new(folder.Outbox);
    private readonly FederationState state = ledger.Aggregate(FederationState.Empty, (s, entry) => s.Apply(entry));

    /// <summary>The federation as the site knows it: its copy of the ledger, and what it has said and is not in there yet.</summary>
    public FederationState View => Unsent().Aggregate(state, (s, said) =>
    {
        try
        {
            return s.Apply(said.Statement, s.Time, s.Head);
        }
        catch (LamellaException)
        {
            // What the coordinator will refuse has no effect here either.
            return s;
        }
    });

    /// <summary>Deletes what a study that is over has left here, and looks for it afterwards.</summary>
    /// <param name="study">The study.</param>
    /// <param name="by">Who asks.</param>
    /// <exception cref="LamellaException">It is not over here (<see cref="ErrorCodes.StudyNotOver"/>).</exception>
    public PurgeProof Purge(StudyState study, string by)
    {
        var purge = new StudyPurge(folder, new WorkerLog(folder.WorkerLog), time);
        var begun = purge.Begin(study, PurgeRules.WhyNotOver(View, study, site, time.GetUtcNow().ToUnixTimeMilliseconds()), by);
        outbox.Save(Unsent());
        return purge.Finish(begun, new StudyTraces(ledger, site).Of(study.Study, new SitePurges(folder).Has));
    }

    /// <summary>Statements that the ledger does not have.</summary>
    private List<SignedStatement> Unsent()
    {
        var said = outbox.Load();
        var taken = said.Count == 0 ? [] : ledger.Where(e => e.Signer.Site == site).Select(e => e.Content).ToHashSet(StringComparer.Ordinal);
        return [.. said.Where(s => !taken.Contains(LedgerHash.OfContent(Signer.Of(site), s.Body.AsSpan())))];
    }
}
