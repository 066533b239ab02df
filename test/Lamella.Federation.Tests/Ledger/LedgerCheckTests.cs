using System.Security.Cryptography;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Ledger;

public sealed class LedgerCheckTests : IDisposable
{
    private static readonly SiteId Site = new("north");
    private readonly ECDsa coordinator = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa hospital = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        coordinator.Dispose();
        hospital.Dispose();
    }

    [Fact]
    public void A_good_ledger_holds() => Assert.Null(LedgerCheck.Run(Good()).Flaw);

    [Fact]
    public void Every_tampering_is_found_at_its_entry()
    {
        var good = Good();
        for (var k = 0; k < good.Count; k++)
        {
            var entry = good[k];
            Expect(k, LedgerFlaw.Changed, Replaced(good, k, entry with { Body = [.. entry.Body[..^1], (byte)(entry.Body[^1] ^ 1)] }));
            Expect(k, LedgerFlaw.Changed, Replaced(good, k, entry with { Hash = LedgerHash.Zero }));
            Expect(k, LedgerFlaw.Changed, Replaced(good, k, entry with { Time = entry.Time - 1 }));
            Expect(k, LedgerFlaw.Unlinked, Replaced(good, k, entry with { Previous = new string('1', 64) }));
            Expect(k, LedgerFlaw.WrongSignature, Replaced(good, k, entry with { Signature = [.. entry.Signature[..^1], (byte)(entry.Signature[^1] ^ 1)] }));
            Expect(k + 1, LedgerFlaw.Misplaced, [.. good.Take(k + 1), entry, .. good.Skip(k + 1)]);
            if (k + 1 == good.Count)
                continue;
            Expect(k + 1, LedgerFlaw.Missing, [.. good.Take(k), .. good.Skip(k + 1)], k + 1);
            Expect(k + 1, LedgerFlaw.Missing, [.. good.Take(k), good[k + 1], entry, .. good.Skip(k + 2)], k + 1);
        }
    }

    [Fact]
    public void A_history_rewritten_with_the_coordinators_own_key_is_found_by_a_signed_head()
    {
        var good = Good();
        var said = good.FindLastIndex(e => e.Signer.Site is not null);
        var forged = Chain(good.Select((e, i) => i == 2 ? (EventEncoding.Encode(new SiteSuspected(Site, "another reason")), null) : (e.Body, e.Signer.Site is null ? null : (LedgerEntry?)e)));
        Expect(said, LedgerFlaw.Rewritten, forged);
        Assert.Equal((LedgerLikeness.Fork, 2L), (LedgerComparison.Compare(good, forged).Kind, LedgerComparison.Compare(good, forged).Common));
        var cut = LedgerComparison.Compare(good.Take(3), good);
        Assert.Equal((LedgerLikeness.FirstIsShorter, 3L, good.Count - 3L), (cut.Kind, cut.Common, cut.More));
    }

    [Theory]
    [InlineData(SimulatedSignatures.SchemeName)]
    [InlineData("unknown")]
    public void A_ledger_is_opened_once_so_that_nobody_changes_its_scheme(string scheme)
    {
        var good = Good();
        var again = EventEncoding.Encode(new LedgerOpened("f", scheme, "key"));
        var seen = EventEncoding.Encode(new SiteSuspected(Site, "after"));
        var chain = Chain([.. good.Select(e => (e.Body, e.Signer.Site is null ? null : (LedgerEntry?)e)), (again, null), (seen, null)]);
        Expect(good.Count, LedgerFlaw.AgainstTheRules, chain);
    }

    [Fact]
    public void A_key_of_another_curve_signs_nothing()
    {
        using var other = ECDsa.Create(ECCurve.CreateFromFriendlyName("brainpoolP256r1"));
        var signer = EcdsaP256.SignerOf(other);
        var hash = new byte[32];
        Assert.False(EcdsaP256.Scheme.Verify(signer.PublicKey, hash, signer.Sign(hash)));
    }

    private static List<LedgerEntry> Replaced(List<LedgerEntry> good, int at, LedgerEntry by) => [.. good.Take(at), by, .. good.Skip(at + 1)];

    private static void Expect(long index, LedgerFlaw flaw, IEnumerable<LedgerEntry> entries, long? named = null)
    {
        var found = LedgerCheck.Run(entries).Flaw;
        Assert.Equal((named ?? (flaw == LedgerFlaw.Misplaced ? index - 1 : index), flaw), (found!.Index, found.Flaw));
    }

    private List<LedgerEntry> Good()
    {
        var signer = EcdsaP256.SignerOf(coordinator);
        var start = Chain(((LedgerEvent[])[new LedgerOpened("f", EcdsaP256.SchemeName, signer.PublicKey), new SiteEnrolled(Site, EcdsaP256.SignerOf(hospital).PublicKey), new SiteSuspected(Site, "slow")])
            .Select(e => (EventEncoding.Encode(e), (LedgerEntry?)null)));
        var said = SignedStatement.Sign(new HeadSeen(Site, 1, start[2].AsHead()), EcdsaP256.SignerOf(hospital));
        var stated = start[0] with { Signer = Signer.Of(Site), Body = said.Body, Signature = said.Signature };
        return Chain([.. start.Select(e => (e.Body, (LedgerEntry?)null)), (said.Body, stated), (EventEncoding.Encode(new SiteReturned(Site)), null), (EventEncoding.Encode(new SiteRemoved(Site, "left")), null)], start);
    }

    private List<LedgerEntry> Chain(IEnumerable<(System.Collections.Immutable.ImmutableArray<byte> Body, LedgerEntry? Stated)> parts, List<LedgerEntry>? keep = null)
    {
        var entries = keep is null ? [] : new List<LedgerEntry>(keep);
        foreach (var (body, stated) in parts.Skip(entries.Count))
        {
            var (by, previous, time) = (stated?.Signer ?? Signer.Coordinator, entries.Count == 0 ? LedgerHash.Zero : entries[^1].Hash, 1000L + entries.Count);
            var hash = LedgerHash.OfEntry(entries.Count, previous, time, LedgerHash.OfContent(by, body.AsSpan()));
            entries.Add(new LedgerEntry(entries.Count, previous, time, by, body, hash, stated?.Signature ?? [.. EcdsaP256.SignerOf(coordinator).Sign(Convert.FromHexString(hash))]));
        }

        return entries;
    }
}
