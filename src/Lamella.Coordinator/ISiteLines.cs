using Lamella.Federation.Ledger;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator;

/// <summary>
/// The coordinator's end of the lines to its sites. What it sends may be lost, doubled or late: a site takes entries by their index, and its reports say
/// what it still lacks.
/// </summary>
public interface ISiteLines
{
    /// <summary>Pushes entries to a site, if a line is there.</summary>
    void Send(SiteId site, IReadOnlyList<LedgerEntry> entries);
}
