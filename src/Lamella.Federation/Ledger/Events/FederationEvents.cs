using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger.Events;

/// <summary>The first entry: whose ledger this is and how it is signed.</summary>
/// <param name="Federation">Name of the federation.</param>
/// <param name="Scheme">Signature scheme.</param>
/// <param name="PublicKey">The coordinator's public key.</param>
public sealed record LedgerOpened(string Federation, string Scheme, string PublicKey) : LedgerEvent;

/// <summary>A site has joined the federation; again for one that has a new key.</summary>
/// <param name="Site">The site.</param>
/// <param name="PublicKey">Its public key.</param>
public sealed record SiteEnrolled(SiteId Site, string PublicKey) : LedgerEvent;

/// <summary>A site's identity counts no longer; what it said before stays valid.</summary>
/// <param name="Site">The site.</param>
/// <param name="Reason">Why.</param>
public sealed record SiteRemoved(SiteId Site, string Reason) : LedgerEvent;

/// <summary>Something came in a site's name that could not be taken into the ledger; it is told here, in the coordinator's words.</summary>
/// <param name="Site">In whose name.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">What was wrong.</param>
public sealed record StatementRefused(SiteId Site, string Code, string Reason) : LedgerEvent;

/// <summary>The coordinator could not write for a while, and everything stood still.</summary>
/// <param name="Code">Stable code of what was wrong.</param>
/// <param name="Since">When it began, milliseconds since 1970 UTC.</param>
public sealed record StorageRecovered(string Code, long Since) : LedgerEvent;
