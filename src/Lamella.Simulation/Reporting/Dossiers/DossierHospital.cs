using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>A hospital's own terms for a study; they stand in its own paper alone.</summary>
/// <param name="Site">The hospital's site.</param>
/// <param name="Coordinator">Where it dials, host:port.</param>
/// <param name="Policy">What it allows.</param>
/// <param name="Cohort">Name of the cohort the study was approved with; null: with none.</param>
/// <param name="Against">What the policy has against the study, in words; null for nothing.</param>
/// <param name="WhyNot">Why the site does not work for it, in words; null when it does.</param>
/// <param name="Worker">Where training is done and what keeps it from the rest of the machine, in words.</param>
/// <param name="IsConfined">Whether anything does.</param>
public sealed record DossierHospital(SiteId Site, string Coordinator, SitePolicy Policy, string? Cohort, string? Against, string? WhyNot, string Worker, bool IsConfined);
