using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Events;

namespace Lamella.Site.Ledger;

/// <summary>
/// A site's own full copy of the ledger. Every entry is verified, signatures and rules included, before it is kept, and heads that other sites have signed
/// are held against it: a history that was rewritten, or that others were shown otherwise, stops here. Entries are made durable before the site signs
/// anything that names one of them; those that a crash takes before that, the coordinator sends again.
/// </summary>
public sealed class LedgerCopy
{
    /// <summary>Entries that are not durable yet, at most so many and those of one message.</summary>
    private const int MostPending = 256;

    private readonly IEventStore store;
    private readonly List<LedgerEntry> pending = [];
    private readonly LedgerOwner owner;
    private readonly SiteId site;
    private readonly string publicKey;
    private readonly LedgerVerifier verifier = new();

    /// <summary>Opens what is stored and verifies it again.</summary>
    /// <param name="store">The copy.</param>
    /// <param name="owner">The coordinator whose ledger it is.</param>
    /// <param name="site">The site that keeps it.</param>
    /// <param name="publicKey">The site's own key.</param>
    public LedgerCopy(IEventStore store, LedgerOwner owner, SiteId site, string publicKey)
    {
        (this.store, this.owner, this.site, this.publicKey) = (store, owner, site, publicKey);
        foreach (var entry in store.Read(0))
        {
            var e = EventEncoding.Decode(entry.Body.AsSpan());
            State = Next(State, entry, e);
        }
    }

    /// <summary>The federation as this copy tells it.</summary>
    public FederationState State { get; private set; } = FederationState.Empty;

    /// <summary>
    /// Takes entries in: those it has are compared, the next ones verified and taken, those after a gap left for later.
    /// </summary>
    /// <returns>The events that were new, in order.</returns>
    /// <exception cref="LamellaException">The entries do not hold, or are another history than this copy's; nothing of them is kept.</exception>
    public IReadOnlyList<LedgerEvent> Take(IReadOnlyList<LedgerEntry> entries)
    {
        if (pending.Count >= MostPending)
            Keep();
        var (news, kept, state) = (new List<LedgerEvent>(), new List<LedgerEntry>(), State);
        verifier.AllOrNone(() =>
        {
            foreach (var entry in entries)
            {
                if (entry.Index <= state.Head.Index)
                {
                    if (verifier.HashAt(entry.Index) != entry.Hash)
                        throw Forked(entry.Index, "the coordinator now shows another entry there");
                    continue;
                }

                if (entry.Index > state.Head.Index + 1)
                    break;
                var e = EventEncoding.Decode(entry.Body.AsSpan());
                state = Next(state, entry, e);
                kept.Add(entry);
                news.Add(e);
            }
        });
        pending.AddRange(kept);
        State = state;
        return news;
    }

    /// <summary>Makes everything taken in durable.</summary>
    /// <exception cref="LamellaException">No room; it is tried again with the next call.</exception>
    public void Keep()
    {
        if (pending.Count == 0)
            return;
        store.Append(pending);
        pending.Clear();
    }

    /// <summary>Content hashes of a site's statements from an index on.</summary>
    public IReadOnlySet<string> ContentsOf(SiteId site, long from) =>
        store.Read(from).Concat(pending.Where(e => e.Index >= from)).Where(e => e.Signer.Site == site).Select(e => e.Content).ToHashSet(StringComparer.Ordinal);

    /// <summary>The state after an entry that holds; the verifier has accepted it then.</summary>
    private FederationState Next(FederationState state, LedgerEntry entry, LedgerEvent e)
    {
        verifier.Check(entry, e);
        if (e is LedgerOpened begun && (begun.Scheme != owner.Scheme || begun.PublicKey != owner.PublicKey))
            throw Forked(entry.Index, "it is not the ledger of the coordinator that this site joined");
        // Who has another key under this site's name could approve in its name. Keys from before this one was enrolled are the site's own past.
        if (e is SiteEnrolled enrolled && enrolled.Site == site && enrolled.PublicKey != publicKey && state.Sites.GetValueOrDefault(site)?.PublicKey == publicKey)
            throw Forked(entry.Index, "this site is said to have a key that it does not have");
        if (e is RoundOpened opened)
        {
            foreach (var seen in opened.Heads.Where(h => h.Head.Index <= state.Head.Index && verifier.HashAt(h.Head.Index) != h.Head.Hash))
                throw Forked(seen.Head.Index, $"{seen.Site} was shown another entry there");
        }

        var next = state.Apply(e, entry.Time, entry.AsHead());
        verifier.Accept(entry, e);
        return next;
    }

    private static LamellaException Forked(long index, string why) => new(
        ErrorCodes.LedgerForked, $"The ledger has two histories at entry {index}: {why}.", "Stop the studies and compare the copies: ./lamella ledger verify COPY --against OTHER.");
}
