using System.Collections.Immutable;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Ledger;

/// <summary>
/// A ledger of two sites in which every entry follows from the one before, has its hash and is signed by its signer: whatever is wrong with it is only
/// what a test puts in.
/// </summary>
internal sealed class ForgedLedger
{
    public static readonly SiteId North = new("north");
    public static readonly SiteId South = new("south");
    private readonly List<(LedgerEntry Entry, LedgerEvent Event)> entries = [];

    public ForgedLedger()
    {
        Add(new LedgerOpened("f", SimulatedSignatures.SchemeName, SimulatedSignatures.SignerOf("coordinator").PublicKey));
        Add(new SiteEnrolled(North, SimulatedSignatures.SignerOf("north").PublicKey));
        Add(new SiteEnrolled(South, SimulatedSignatures.SignerOf("south").PublicKey));
        Say(new HeadSeen(North, 1, HeadAt(1)));
    }

    public IEnumerable<LedgerEntry> Entries => entries.Select(e => e.Entry);

    public Head HeadAt(int index) => entries[index].Entry.AsHead();

    public ForgedLedger Say(SiteStatement statement) => Add(statement, Signer.Of(statement.Site));

    /// <summary>Appends an event, in order but for what is given.</summary>
    public ForgedLedger Add(LedgerEvent e, Signer? signer = null, ImmutableArray<byte>? body = null, long later = 1)
    {
        var by = signer ?? Signer.Coordinator;
        var bytes = body ?? EventEncoding.Encode(e);
        var last = entries.Count == 0 ? new LedgerEntry(-1, "", 1_000, by, [], LedgerHash.Zero, []) : entries[^1].Entry;
        var (index, time, content) = (last.Index + 1, last.Time + later, LedgerHash.OfContent(by, bytes.AsSpan()));
        var hash = LedgerHash.OfEntry(index, last.Hash, time, content);
        var signed = SimulatedSignatures.SignerOf(by.Site?.Value ?? "coordinator").Sign(Convert.FromHexString(by.Site is null ? hash : content));
        entries.Add((new LedgerEntry(index, last.Hash, time, by, bytes, hash, [.. signed]), e));
        return this;
    }

    /// <summary>What the check of a whole ledger finds.</summary>
    public (long Index, LedgerFlaw Flaw)? Checked() => LedgerCheck.Run(Entries).Flaw is { } flaw ? (flaw.Index, flaw.Flaw) : null;

    /// <summary>What the verifier finds, entry by entry.</summary>
    public (long Index, LedgerFlaw Flaw)? Verified()
    {
        var verifier = new LedgerVerifier();
        try
        {
            foreach (var (entry, e) in entries)
                verifier.RequireNext(entry, e);
            return null;
        }
        catch (LedgerFlawException flaw)
        {
            return (flaw.Index, flaw.Flaw);
        }
    }
}
