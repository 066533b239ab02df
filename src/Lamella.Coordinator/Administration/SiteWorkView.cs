namespace Lamella.Coordinator.Administration;

/// <summary>How far a site is in a round.</summary>
/// <param name="Strategy">Strategy of the run.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Round">The round.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the round at this site.</param>
public sealed record SiteWorkView(string Strategy, ulong Seed, int Round, long Step, long Steps);
