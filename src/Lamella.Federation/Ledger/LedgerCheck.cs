using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger;

/// <summary>
/// Checks a whole ledger: chain, signatures, signed heads and rules. Works in chunks, and within a chunk in three passes: bodies and hashes on all cores,
/// places and keys in order, signatures on all cores; then the fold. Whichever pass finds it, the first entry that does not hold is the one reported.
/// </summary>
public static class LedgerCheck
{
    private const int Chunk = 4096;

    /// <summary>Checks entries from the first one on.</summary>
    public static LedgerVerdict Run(IEnumerable<LedgerEntry> entries)
    {
        var verifier = new LedgerVerifier();
        var (state, last) = (FederationState.Empty, Verdict(verifier, FederationState.Empty, null));
        foreach (var chunk in entries.Chunk(Chunk))
        {
            var read = new Read[chunk.Length];
            ParallelEnumerable.Range(0, chunk.Length).ForAll(i => read[i] = Look(chunk[i]));

            var keys = new (ISignatureScheme Scheme, string Key)[chunk.Length];
            var before = verifier.Sites;
            var (good, flaw) = InOrder(verifier, read, keys);

            var wrong = new LedgerFlawException?[good];
            ParallelEnumerable.Range(0, good).ForAll(i => wrong[i] = Try(() => LedgerVerifier.CheckSignature(read[i].Entry, read[i].Content, keys[i])));
            var unsigned = Array.FindIndex(wrong, w => w is not null);
            if (unsigned >= 0)
                (good, flaw) = (unsigned, wrong[unsigned]);

            for (var i = 0; i < good; i++)
            {
                if (TryFold(ref state, read[i]) is not { } against)
                    continue;
                (good, flaw) = (i, against);
                break;
            }

            last = Verdict(verifier, state, flaw);
            if (flaw is not null)
                return last with { Sites = Replay(before, read.AsSpan(0, good)) };
        }

        return last;
    }

    private static (int Good, LedgerFlawException? Flaw) InOrder(LedgerVerifier verifier, Read[] read, (ISignatureScheme Scheme, string Key)[] keys)
    {
        for (var i = 0; i < read.Length; i++)
        {
            var r = read[i];
            var flaw = Try(() => verifier.CheckLink(r.Entry)) ?? r.Flaw ?? Try(() => verifier.CheckPlace(r.Entry, r.Event!));
            if (flaw is not null)
                return (i, flaw);
            keys[i] = verifier.KeyOf(r.Entry, r.Event!);
            verifier.Accept(r.Entry, r.Event!);
        }

        return (read.Length, null);
    }

    private static Read Look(LedgerEntry entry)
    {
        var content = entry.Content;
        if (Try(() => LedgerVerifier.CheckHash(entry, content)) is { } changed)
            return new Read(entry, content, null, changed);
        try
        {
            return new Read(entry, content, EventEncoding.Decode(entry.Body.AsSpan()), null);
        }
        catch (LamellaException fault)
        {
            return new Read(entry, content, null, new LedgerFlawException(entry.Index, LedgerFlaw.Unreadable, fault.Fault.TrimEnd('.')));
        }
    }

    private static LedgerFlawException? TryFold(ref FederationState state, Read read)
    {
        try
        {
            state = state.Apply(read.Event!, read.Entry.Time, read.Entry.AsHead());
            return null;
        }
        catch (Exception fault) when (fault is LamellaException or OverflowException)
        {
            return new LedgerFlawException(read.Entry.Index, LedgerFlaw.AgainstTheRules, "it breaks the rules: " + ((fault as LamellaException)?.Fault ?? fault.Message).TrimEnd('.'));
        }
    }

    private static LedgerFlawException? Try(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (LedgerFlawException flaw)
        {
            return flaw;
        }
    }

    /// <summary>What sites had said before the flaw: the verifier may have accepted places beyond it.</summary>
    private static ImmutableSortedDictionary<SiteId, SiteVoice> Replay(ImmutableSortedDictionary<SiteId, SiteVoice> sites, ReadOnlySpan<Read> good)
    {
        foreach (var read in good)
            sites = SiteVoice.After(sites, read.Event!);
        return sites;
    }

    private static LedgerVerdict Verdict(LedgerVerifier verifier, FederationState state, LedgerFlawException? flaw) =>
        new(state.Head, verifier.Scheme?.Name ?? "", verifier.Scheme?.ProvesIdentity ?? false, verifier.Sites, state, flaw);

    private sealed record Read(LedgerEntry Entry, string Content, LedgerEvent? Event, LedgerFlawException? Flaw);
}
