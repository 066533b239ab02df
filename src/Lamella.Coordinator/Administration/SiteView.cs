namespace Lamella.Coordinator.Administration;

/// <summary>A site as the coordinator sees it.</summary>
/// <param name="Site">The site.</param>
/// <param name="Words">Six words to compare with its people.</param>
/// <param name="IsConnected">Whether its line is up.</param>
/// <param name="Suspicion">Why it is thought to hang; null when it is not.</param>
/// <param name="Removal">Why its identity counts no longer; null while it counts.</param>
/// <param name="LastRefusal">Why the site was last turned away since the coordinator started; null when it was not.</param>
public sealed record SiteView(string Site, string Words, bool IsConnected, string? Suspicion, string? Removal, string? LastRefusal);
