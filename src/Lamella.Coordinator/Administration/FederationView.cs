namespace Lamella.Coordinator.Administration;

/// <summary>A federation as its coordinator shows it to those who run it.</summary>
/// <param name="Federation">Its name.</param>
/// <param name="Address">Where sites dial.</param>
/// <param name="LedgerKey">The key that signs the ledger, SubjectPublicKeyInfo in base64.</param>
/// <param name="Entries">Entries in the ledger.</param>
/// <param name="Paused">Why everything stands still, with its code; null when it does not.</param>
/// <param name="Sites">The sites, in site-id order.</param>
/// <param name="Invited">Sites whose join code counts and has not been used.</param>
/// <param name="Studies">The studies, oldest first.</param>
public sealed record FederationView(
    string Federation, string Address, string LedgerKey, long Entries, string? Paused, IReadOnlyList<SiteView> Sites, IReadOnlyList<string> Invited, IReadOnlyList<StudyView> Studies);
