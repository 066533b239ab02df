using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Messages;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Hub;

/// <summary>What the coordinator does with its sites' streams. Safe on any thread.</summary>
public interface IHubLines
{
    /// <summary>A site's stream is up; an older one of the same site is over.</summary>
    void Attach(ISiteStream stream, Head head);

    /// <summary>A stream is over.</summary>
    void Detach(ISiteStream stream);

    /// <summary>A site that has shown who it is was turned away all the same, and why.</summary>
    void TurnAway(SiteId site, LamellaException why);

    /// <summary>A sign of life.</summary>
    void Receive(SiteReport report);

    /// <summary>A statement; its update, if it names one, is here already.</summary>
    Task<StatementReply> ReceiveAsync(SiteId site, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> signature);
}
