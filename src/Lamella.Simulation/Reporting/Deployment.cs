using System.Collections.Immutable;
using Lamella.Federation.Ledger;

namespace Lamella.Simulation.Reporting;

/// <summary>What a report says of a study that ran at its sites, beside its figures.</summary>
public sealed record Deployment
{
    /// <summary>Name of the federation.</summary>
    public required string Federation { get; init; }

    /// <summary>The last entry of the ledger that the report was made from.</summary>
    public required Head Head { get; init; }

    /// <summary>Fingerprint of the coordinator's key, SHA-256 in hex.</summary>
    public required string CoordinatorKey { get; init; }

    /// <summary>Whether the ledger's signatures prove who signed; those of simulations do not.</summary>
    public required bool ProvesIdentity { get; init; }

    /// <summary>What the sites answered, in site-id order.</summary>
    public required ImmutableArray<SiteConsent> Consents { get; init; }

    /// <summary>How far each site has scored, in site-id order.</summary>
    public required ImmutableArray<SiteTold> Told { get; init; }
}
