using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Hub;

/// <summary>The coordinator's end of a site's stream.</summary>
public interface ISiteStream
{
    /// <summary>The site.</summary>
    SiteId Site { get; }

    /// <summary>Pushes entries; when the line is slower than that, they are dropped, and asked for again by the site's reports.</summary>
    void Send(IReadOnlyList<LedgerEntry> entries);

    /// <summary>Ends the stream and tells the site why.</summary>
    void Close(LamellaException why);
}
