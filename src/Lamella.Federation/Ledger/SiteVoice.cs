using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger;

/// <summary>What a site has said in a ledger.</summary>
/// <param name="PublicKey">The key its statements are signed with; empty while its identity does not count.</param>
/// <param name="Statements">Number of its last statement.</param>
/// <param name="Seen">The head that one names.</param>
public sealed record SiteVoice(string PublicKey, long Statements, Head Seen)
{
    /// <summary>How often it was enrolled with another key than before: whether its people did that, only they can say.</summary>
    public int KeyChanges { get; private init; }

    private string LastKey { get; init; } = "";

    /// <summary>The voices after an event.</summary>
    internal static ImmutableSortedDictionary<SiteId, SiteVoice> After(ImmutableSortedDictionary<SiteId, SiteVoice> sites, LedgerEvent e) => e switch
    {
        SiteEnrolled enrolled => sites.SetItem(enrolled.Site, (sites.GetValueOrDefault(enrolled.Site) ?? new SiteVoice("", 0, Head.Empty)).With(enrolled.PublicKey)),
        SiteRemoved removed when sites.TryGetValue(removed.Site, out var voice) => sites.SetItem(removed.Site, voice with { PublicKey = "" }),
        SiteStatement statement => sites.SetItem(statement.Site, sites[statement.Site] with { Statements = statement.Number, Seen = statement.Seen }),
        _ => sites,
    };

    private SiteVoice With(string key) => this with { PublicKey = key, LastKey = key, KeyChanges = KeyChanges + (LastKey.Length > 0 && LastKey != key ? 1 : 0) };
}
