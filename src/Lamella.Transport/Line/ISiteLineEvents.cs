using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Messages;

namespace Lamella.Transport.Line;

/// <summary>What a site hears on its line; called on the line's own thread, one call at a time.</summary>
public interface ISiteLineEvents
{
    /// <summary>Head of the site's copy of the ledger, to begin with.</summary>
    Task<Head> HeadAsync();

    /// <summary>The line is up.</summary>
    void Up();

    /// <summary>The line is down, and why; it dials again unless the coordinator does not let this site in.</summary>
    void Down(LamellaException why);

    /// <summary>Entries of the ledger.</summary>
    void Receive(IReadOnlyList<LedgerEntry> entries);

    /// <summary>The answer to a statement.</summary>
    void Receive(long number, StatementReply reply);
}
