using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting;

/// <summary>What a site did in a federated run.</summary>
/// <param name="Strategy">The run's strategy.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Site">The site.</param>
/// <param name="Invited">Rounds it was invited to.</param>
/// <param name="Contributed">Rounds its update entered.</param>
/// <param name="Late">Rounds its update came after the close.</param>
/// <param name="Excluded">Rounds its update was refused.</param>
/// <param name="Reason">Why it was late or excluded, in words; empty when it never was.</param>
public sealed record SiteParticipation(string Strategy, ulong Seed, SiteId Site, int Invited, int Contributed, int Late, int Excluded, string Reason = "");
