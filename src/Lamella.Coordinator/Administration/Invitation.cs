namespace Lamella.Coordinator.Administration;

/// <summary>A join code that was made.</summary>
/// <param name="Site">The site it is for.</param>
/// <param name="Code">The code.</param>
/// <param name="Hours">How long it counts.</param>
public sealed record Invitation(string Site, string Code, double Hours);
