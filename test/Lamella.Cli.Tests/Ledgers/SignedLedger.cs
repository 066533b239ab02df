using System.Collections.Immutable;
using System.Security.Cryptography;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Studies;

namespace Lamella.Cli.Tests.Ledgers;

/// <summary>A small ledger of two sites with real keys: ten entries, four of them statements.</summary>
internal sealed class SignedLedger : IDisposable
{
    private readonly ECDsa coordinator = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa north = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa south = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SignedLedger()
    {
        Add(new LedgerOpened("Münster \u2192 \"Tromsø\"\n", EcdsaP256.SchemeName, EcdsaP256.SignerOf(coordinator).PublicKey));
        Add(new SiteEnrolled(North, EcdsaP256.SignerOf(north).PublicKey));
        Add(new SiteEnrolled(South, EcdsaP256.SignerOf(south).PublicKey));
        Say(new HeadSeen(North, 1, Head.Empty), north);
        Say(new HeadSeen(South, 1, Entries[2].AsHead()), south);
        Add(new SiteSuspected(South, "nothing heard for 10 minutes\tor more"));
        Say(new HeadSeen(North, 2, Entries[5].AsHead()), north);
        Add(new SiteReturned(South));
        Say(new HeadSeen(South, 2, Entries[4].AsHead()), south);
        Add(new SiteRemoved(North, "left"));
    }

    public static SiteId North { get; } = new("north");

    public static SiteId South { get; } = new("south");

    public List<LedgerEntry> Entries { get; } = [];

    public void Dispose()
    {
        coordinator.Dispose();
        north.Dispose();
        south.Dispose();
    }

    /// <summary>The coordinator takes an entry's event out of the history or puts another in its place, and signs all that follows again.</summary>
    public List<LedgerEntry> Rewritten(int at, LedgerEvent by)
    {
        var (kept, forged) = (Entries.ToList(), new List<LedgerEntry>());
        Entries.Clear();
        foreach (var entry in kept)
        {
            if (entry.Index == at)
                Add(by);
            else
                Put(entry.Signer, entry.Body, entry.Signer.Site is null ? null : entry.Signature);
        }

        forged.AddRange(Entries);
        Entries.Clear();
        Entries.AddRange(kept);
        return forged;
    }

    /// <summary>Appends what the coordinator says.</summary>
    public void Add(LedgerEvent e) => Put(Signer.Coordinator, EventEncoding.Encode(e), null);

    private void Say(SiteStatement statement, ECDsa key)
    {
        var said = SignedStatement.Sign(statement, EcdsaP256.SignerOf(key));
        Put(Signer.Of(statement.Site), said.Body, said.Signature);
    }

    private void Put(Signer signer, ImmutableArray<byte> body, ImmutableArray<byte>? signature)
    {
        var (index, previous, time) = (Entries.Count, Entries.Count == 0 ? LedgerHash.Zero : Entries[^1].Hash, 1_790_000_000_000 + Entries.Count);
        var hash = LedgerHash.OfEntry(index, previous, time, LedgerHash.OfContent(signer, body.AsSpan()));
        Entries.Add(new LedgerEntry(index, previous, time, signer, body, hash, signature ?? [.. EcdsaP256.SignerOf(coordinator).Sign(Convert.FromHexString(hash))]));
    }
}
