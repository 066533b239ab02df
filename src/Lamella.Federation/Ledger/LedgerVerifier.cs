using System.Collections.Immutable;
using System.Globalization;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger;

/// <summary>
/// Holds entries, one after the other, against the chain, the signatures and the heads that sites have signed. What entries mean is for the fold to
/// judge. It keeps 32 bytes of each entry.
/// </summary>
public sealed class LedgerVerifier
{
    private readonly HashHistory hashes = new();
    private ImmutableSortedDictionary<SiteId, SiteVoice> sites = ImmutableSortedDictionary<SiteId, SiteVoice>.Empty;
    private ISignatureScheme? scheme;
    private string coordinatorKey = "";
    private long time;

    /// <summary>The last accepted entry.</summary>
    public Head Head { get; private set; } = Head.Empty;

    /// <summary>The scheme of the signatures; null before the first entry.</summary>
    public ISignatureScheme? Scheme => scheme;

    /// <summary>What each site has said: its last statement's number and the head it saw.</summary>
    public ImmutableSortedDictionary<SiteId, SiteVoice> Sites => sites;

    /// <summary>The hash at an index; null beyond the end.</summary>
    public string? HashAt(long index) => index == -1 ? LedgerHash.Zero : index >= 0 && index <= Head.Index ? hashes[index] : null;

    /// <summary>Checks an entry and accepts it.</summary>
    /// <exception cref="LedgerFlawException">The entry does not hold.</exception>
    public void RequireNext(LedgerEntry entry, LedgerEvent e)
    {
        Check(entry, e);
        Accept(entry, e);
    }

    /// <summary>Checks an entry against what was accepted; nothing changes.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="e">Its event.</param>
    /// <exception cref="LedgerFlawException">The entry does not hold.</exception>
    public void Check(LedgerEntry entry, LedgerEvent e)
    {
        CheckLink(entry);
        var content = entry.Content;
        CheckHash(entry, content);
        CheckPlace(entry, e);
        CheckForm(entry, e);
        CheckSignature(entry, content, KeyOf(entry, e));
    }

    /// <summary>Accepts an entry that was checked.</summary>
    public void Accept(LedgerEntry entry, LedgerEvent e)
    {
        hashes.Add(entry.Hash);
        Head = entry.AsHead();
        time = entry.Time;
        if (e is LedgerOpened opened)
            (scheme, coordinatorKey) = (SignatureSchemes.Find(opened.Scheme), opened.PublicKey);
        sites = SiteVoice.After(sites, e);
    }

    /// <summary>Accepts entries, or none of them.</summary>
    /// <param name="accept">Accepts entries; when it throws, it is as if it had accepted none.</param>
    public void AllOrNone(Action accept)
    {
        var before = (Head, sites, scheme, coordinatorKey, time);
        try
        {
            accept();
        }
        catch
        {
            (Head, sites, scheme, coordinatorKey, time) = before;
            hashes.Count = Head.Index + 1;
            throw;
        }
    }

    /// <summary>Whether the entry follows from the one before.</summary>
    internal void CheckLink(LedgerEntry entry)
    {
        var due = Head.Index + 1;
        if (entry.Index > due)
            throw Flaw(entry, LedgerFlaw.Missing, Text($"entry {entry.Index} stands after entry {Head.Index}: {entry.Index - due} entries are missing"));
        if (entry.Index < due)
            throw Flaw(entry, LedgerFlaw.Misplaced, Text($"entry {entry.Index} stands where entry {due} is due"));
        if (entry.Previous != Head.Hash)
            throw Flaw(entry, LedgerFlaw.Unlinked, "it does not follow from the entry before: one of the two was put in or changed");
    }

    /// <summary>Time, signer, numbers and heads.</summary>
    internal void CheckPlace(LedgerEntry entry, LedgerEvent e)
    {
        if (entry.Time < time)
            throw Flaw(entry, LedgerFlaw.TimeGoesBack, "its time is before that of the entry before");
        if (entry.Index == 0 && (e is not LedgerOpened opened || SignatureSchemes.Find(opened.Scheme) is null))
            throw Flaw(entry, LedgerFlaw.NotALedger, "the first entry does not open a ledger of a scheme that this version knows");
        if (entry.Index > 0 && e is LedgerOpened)
            throw Flaw(entry, LedgerFlaw.AgainstTheRules, "a ledger is opened once: this would change its scheme or key");
        if (entry.Signer.Site != (e as SiteStatement)?.Site)
            throw Flaw(entry, LedgerFlaw.WrongSigner, $"{entry.Signer} cannot say this");
        if (e is not SiteStatement statement)
            return;

        var voice = sites.GetValueOrDefault(statement.Site);
        if (voice is null || voice.PublicKey.Length == 0)
            throw Flaw(entry, LedgerFlaw.WrongSigner, $"{statement.Site} is not a site of the federation at this point");
        if (statement.Number != voice.Statements + 1)
        {
            throw Flaw(entry, LedgerFlaw.StatementNumber, statement.Number <= voice.Statements
                ? Text($"statement {statement.Number} of {statement.Site} is repeated")
                : Text($"statement {voice.Statements + 1} of {statement.Site} is missing: {statement.Number} follows"));
        }

        if (HashAt(statement.Seen.Index) is { } hash && hash == statement.Seen.Hash && statement.Seen.Index >= voice.Seen.Index)
            return;
        throw Flaw(entry, LedgerFlaw.Rewritten, Text(
            $"{statement.Site} signed that it saw entry {statement.Seen.Index} as {Short(statement.Seen.Hash)}; this copy has {Short(HashAt(statement.Seen.Index) ?? "none")} there: the history was rewritten, or the site was shown another"));
    }

    /// <summary>The key that must have signed; where the entry opens the ledger, its own.</summary>
    internal (ISignatureScheme Scheme, string Key) KeyOf(LedgerEntry entry, LedgerEvent e) => e is LedgerOpened opened && entry.Index == 0
        ? (SignatureSchemes.Find(opened.Scheme)!, opened.PublicKey)
        : (scheme!, entry.Signer.Site is { } site ? sites[site].PublicKey : coordinatorKey);

    /// <summary>Whether the hash is that of the content: a changed byte is called that, whatever else it broke.</summary>
    internal static void CheckHash(LedgerEntry entry, string content)
    {
        if (LedgerHash.OfEntry(entry.Index, entry.Previous, entry.Time, content) != entry.Hash)
            throw Flaw(entry, LedgerFlaw.Changed, "its hash is not that of its content: something in it was changed");
    }

    /// <summary>Whether the body is in canonical form.</summary>
    internal static void CheckForm(LedgerEntry entry, LedgerEvent e)
    {
        if (!EventEncoding.Encode(e).AsSpan().SequenceEqual(entry.Body.AsSpan()))
            throw Flaw(entry, LedgerFlaw.Unreadable, "its body is not in canonical form");
    }

    /// <summary>Whether the signer's key signed.</summary>
    internal static void CheckSignature(LedgerEntry entry, string content, (ISignatureScheme Scheme, string Key) by)
    {
        if (!by.Scheme.Verify(by.Key, Convert.FromHexString(entry.Signer.Site is null ? entry.Hash : content), entry.Signature.AsSpan()))
            throw Flaw(entry, LedgerFlaw.WrongSignature, $"it is not signed with the key of {entry.Signer}");
    }

    private static LedgerFlawException Flaw(LedgerEntry entry, LedgerFlaw flaw, string what) => new(entry.Index, flaw, what);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
