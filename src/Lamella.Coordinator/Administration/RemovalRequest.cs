namespace Lamella.Coordinator.Administration;

/// <summary>Asks that a site's identity counts no longer.</summary>
/// <param name="Site">The site.</param>
/// <param name="Reason">Why; the site is told.</param>
public sealed record RemovalRequest(string Site, string Reason);
