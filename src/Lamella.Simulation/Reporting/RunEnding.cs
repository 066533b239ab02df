namespace Lamella.Simulation.Reporting;

/// <summary>How a federated run ended.</summary>
/// <param name="Strategy">Its strategy.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Status"><c>completed</c>, <c>completed-degraded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Detail">What a reader should know about it; may be empty.</param>
public sealed record RunEnding(string Strategy, ulong Seed, string Status, string Detail = "");
