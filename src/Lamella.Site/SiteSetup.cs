using Lamella.Federation.Ledger;
using Lamella.Federation.Studies;
using Lamella.Site.Ledger;
using Lamella.Storage.Events;

namespace Lamella.Site;

/// <summary>What a site is made of; its host brings it.</summary>
public sealed record SiteSetup
{
    /// <summary>The site.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The site's key, which never leaves it.</summary>
    public required ISigner Signer { get; init; }

    /// <summary>Whose ledger it copies.</summary>
    public required LedgerOwner Coordinator { get; init; }

    /// <summary>Store of its copy of the ledger.</summary>
    public required IEventStore Copy { get; init; }

    /// <summary>Statements on their way.</summary>
    public required IOutbox Outbox { get; init; }

    /// <summary>Where the work is done.</summary>
    public required ISiteWork Work { get; init; }

    /// <summary>Where models are scored at home after a run; null: they are not, as in a simulation, which scores by itself.</summary>
    public ISiteScoring? Scoring { get; init; }

    /// <summary>What the hospital allows; null: what is approved, as in a simulation.</summary>
    public IWorkPolicy? Policy { get; init; }

    /// <summary>The line to the coordinator.</summary>
    public required ICoordinatorLine Line { get; init; }

    /// <summary>The site's own clock.</summary>
    public required TimeProvider Time { get; init; }
}
