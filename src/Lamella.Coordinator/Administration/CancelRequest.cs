namespace Lamella.Coordinator.Administration;

/// <summary>Ends a study.</summary>
/// <param name="By">Who ends it.</param>
/// <param name="Reason">Why.</param>
public sealed record CancelRequest(string By, string Reason);
