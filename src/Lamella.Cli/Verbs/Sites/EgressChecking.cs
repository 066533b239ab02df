using Lamella.Federation.Ledger;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Site.Ledger;
using Lamella.Storage.Events;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Verbs.Sites;

/// <summary>A site's egress log held against a ledger, from the site's files.</summary>
internal static class EgressChecking
{
    /// <summary>Checks it.</summary>
    /// <param name="place">The site's folder; the site need not run.</param>
    /// <param name="ledger">A ledger of the federation; null for the site's own copy.</param>
    public static EgressVerdict ByFiles(SiteFolder place, string? ledger)
    {
        using var lines = EgressLog.OpenText(place.EgressLog);

        // A site that has joined and never run has no copy yet.
        using var source = ledger is null && !File.Exists(place.Ledger) ? null : LedgerSource.Open(ledger ?? place.Ledger);
        return EgressCheck.Run(EgressLog.Read(lines), source ?? Enumerable.Empty<LedgerEntry>(), SiteIdentity.SiteOf(place.Identity), new FileOutbox(place.Outbox).Load());
    }
}
