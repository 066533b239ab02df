namespace Lamella.Coordinator.Administration;

/// <summary>Asks for a join code.</summary>
/// <param name="Site">The site it is for.</param>
public sealed record InviteRequest(string Site);
