using Lamella.Federation.Ledger;
using Lamella.Federation.Messages;

namespace Lamella.Site;

/// <summary>The site's end of the line. What is sent may be lost; it is sent again until the ledger has it.</summary>
public interface ICoordinatorLine
{
    /// <summary>Sends a sign of life.</summary>
    void Send(SiteReport report);

    /// <summary>Sends a statement; the update it names, if any, goes before it.</summary>
    void Send(SignedStatement statement);

    /// <summary>What was to be sent is not any more; bytes of an update may have left before.</summary>
    void Withdrawn(SignedStatement statement)
    {
    }
}
