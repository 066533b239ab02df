namespace Lamella.Coordinator.Operations;

/// <summary>Whether a coordinator can do its work now.</summary>
/// <param name="IsReady">Whether it can.</param>
/// <param name="Why">Why not, each with a stable code where it has one; empty when it can.</param>
public sealed record Readiness(bool IsReady, IReadOnlyList<string> Why);
