using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger;

/// <summary>
/// Checks a whole ledger: chain, signatures, signed heads and rules. Works in chunks, and within a chunk in three passes: bodies and hashes on all cores,
/// places and keys in order, signatures on all cores and the fold beside them. Whichever pass finds it, the first entry that does not hold is the one reported.
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

            // The fold needs no signature, so it goes on beside them; -1 stands for it, and dealing one by one keeps all cores at work.
            var (start, wrong, folded) = (state, new LedgerFlawException?[good], (State: state, Good: 0, Flaw: (LedgerFlawException?)null));
            Enumerable.Range(-1, good + 1).AsParallel().ForAll(i =>
            {
                if (i < 0)
                    folded = Fold(start, read.AsSpan(0, wrong.Length));
                else
                    wrong[i] = Try(() => LedgerVerifier.CheckSignature(read[i].Entry, read[i].Content, keys[i]));
            });
            var unsigned = Array.FindIndex(wrong, w => w is not null);
            if (unsigned >= 0)
                (good, flaw, folded) = (unsigned, wrong[unsigned], Fold(start, read.AsSpan(0, unsigned)));
            if (folded.Flaw is not null)
                (good, flaw) = (folded.Good, folded.Flaw);
            state = folded.State;

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

    /// <summary>The state after the entries, or after those before the first that breaks the rules.</summary>
    private static (FederationState State, int Good, LedgerFlawException? Flaw) Fold(FederationState state, ReadOnlySpan<Read> read)
    {
        for (var i = 0; i < read.Length; i++)
        {
            try
            {
                state = state.Apply(read[i].Event!, read[i].Entry.Time, read[i].Entry.AsHead());
            }
            catch (Exception fault) when (fault is LamellaException or OverflowException)
            {
                var why = ((fault as LamellaException)?.Fault ?? fault.Message).TrimEnd('.');
                return (state, i, new LedgerFlawException(read[i].Entry.Index, LedgerFlaw.AgainstTheRules, $"it breaks the rules: {why}"));
            }
        }

        return (state, read.Length, null);
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
