using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site.Purging;

/// <summary>By what a study can be found in a site's files, read off the ledger: hashes of its protocol, models, strategy's states, totals, updates and the site's own models.</summary>
internal sealed class StudyTraces
{
    private readonly Dictionary<string, HashSet<string>> hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> ends = new(StringComparer.Ordinal);

    /// <summary>Reads a ledger.</summary>
    /// <param name="ledger">The site's copy.</param>
    /// <param name="site">The site.</param>
    public StudyTraces(IEnumerable<LedgerEntry> ledger, SiteId site)
    {
        foreach (var entry in ledger)
            Take(EventEncoding.Decode(entry.Body.AsSpan()), site, entry.Time);
    }

    /// <summary>The studies.</summary>
    public IEnumerable<string> Studies => hashes.Keys;

    /// <summary>When a study ended for the site as far as the ledger says, milliseconds since 1970 UTC: its last run, its cancellation, the site's own last word on it; null: nothing of that yet.</summary>
    public long? EndOf(string study) => ends.TryGetValue(study, out var end) ? end : null;

    /// <summary>Hashes of a study that no other study has: two studies of one model and seed begin with the same weights.</summary>
    /// <param name="study">The study.</param>
    /// <param name="isGone">Whether a study was purged; its hashes are nobody's.</param>
    public IReadOnlySet<string> Of(string study, Predicate<string> isGone)
    {
        var own = new HashSet<string>(hashes.GetValueOrDefault(study) ?? [], StringComparer.Ordinal);
        foreach (var (other, theirs) in hashes)
        {
            if (other != study && !isGone(other))
                own.ExceptWith(theirs);
        }

        own.Add(study);
        return own;
    }

    private void Take(LedgerEvent e, SiteId site, long time)
    {
        switch (e)
        {
            case StudyProposed x:
                Name(x.Study);
                break;
            case StudyCancelled x:
                End(x.Study, time);
                break;
            case StudyRefused x when x.Site == site:
                End(x.Study, time);
                break;
            case ApprovalRevoked x when x.Site == site:
                End(x.Study, time);
                break;
            case SiteRemoved x when x.Site == site:
                foreach (var study in hashes.Keys.Where(s => !ends.ContainsKey(s)).ToList())
                    End(study, time);
                break;
            case RunOpened x:
                Name(x.Run, [x.Model, .. x.ServerState]);
                break;
            case RoundOpened x:
                Name(x.Run, [x.Model, .. x.ServerState]);
                break;
            case UpdateSubmitted x:
                Name(x.Run, [x.Base, x.Update]);
                break;
            case RoundAggregated x:
                Name(x.Run, [x.Model, .. x.ServerState, x.Aggregates ?? ""]);
                break;
            case RunEnded x:
                Name(x.Run, [x.Model]);
                End(x.Run.ProtocolSha256, time);
                break;
            case ModelScored x when x.Site == site:
                Name(x.Run, [x.Model]);
                End(x.Run.ProtocolSha256, time);
                break;
        }
    }

    private void End(string study, long time) => ends[study] = time;

    private void Name(RunId run, IEnumerable<string> blobs) => Name(run.ProtocolSha256, blobs);

    private void Name(string study, params IEnumerable<string> blobs)
    {
        if (!hashes.TryGetValue(study, out var known))
            hashes[study] = known = new HashSet<string>(StringComparer.Ordinal) { study };
        known.UnionWith(blobs.Where(b => b.Length > 0));
    }
}
