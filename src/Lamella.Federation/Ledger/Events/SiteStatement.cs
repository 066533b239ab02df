using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger.Events;

/// <summary>
/// What only a site may say, signed with its key. Statements of a site are numbered without gaps, so none can be dropped or repeated unseen; each names
/// the head its site last saw, so no history before that can be rewritten unseen.
/// </summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement at this site, from 1.</param>
/// <param name="Seen">The head of the site's copy of the ledger when it signed.</param>
public abstract record SiteStatement(SiteId Site, long Number, Head Seen) : LedgerEvent;

/// <summary>Nothing but the head the site saw.</summary>
/// <inheritdoc cref="SiteStatement(SiteId, long, Head)"/>
public sealed record HeadSeen(SiteId Site, long Number, Head Seen) : SiteStatement(Site, Number, Seen);
