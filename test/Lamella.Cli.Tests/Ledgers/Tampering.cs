using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;

namespace Lamella.Cli.Tests.Ledgers;

/// <summary>Ways to tamper with a ledger, and the entry that each must be found at.</summary>
internal static class Tampering
{
    public static IEnumerable<(string Way, long At, List<LedgerEntry> Entries)> Of(SignedLedger ledger)
    {
        var good = ledger.Entries;
        for (var k = 0; k < good.Count; k++)
        {
            var entry = good[k];
            yield return ("a changed body", k, With(entry with { Body = [.. entry.Body[..^2], (byte)(entry.Body[^2] ^ 1), entry.Body[^1]] }));
            yield return ("a changed time", k, With(entry with { Time = entry.Time - 1 }));
            yield return ("a changed hash", k, With(entry with { Hash = LedgerHash.Zero }));
            yield return ("a changed signature", k, With(entry with { Signature = [.. entry.Signature[..^1], (byte)(entry.Signature[^1] ^ 1)] }));
            yield return ("another's signature", k, With(entry with { Signature = good[(k + 1) % good.Count].Signature }));
            if (k + 1 < good.Count)
                yield return ("a dropped entry", k + 1, [.. good.Take(k), .. good.Skip(k + 1)]);
            yield return ("a repeated entry", k, [.. good.Take(k + 1), entry, .. good.Skip(k + 1)]);
        }

        yield return ("a rewritten history that a site had seen", 6, ledger.Rewritten(5, new SiteSuspected(SignedLedger.South, "another reason")));
        yield return ("a statement that was taken away", 6, ledger.Rewritten(3, new SiteReturned(SignedLedger.South)));

        List<LedgerEntry> With(LedgerEntry by) => [.. good.Select(e => e.Index == by.Index ? by : e)];
    }
}
