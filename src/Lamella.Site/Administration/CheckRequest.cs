namespace Lamella.Site.Administration;

/// <summary>Tells the coordinator what a check of the site's data found.</summary>
/// <param name="Study">The study's hash.</param>
/// <param name="Code">What was found; empty: the data pass.</param>
/// <param name="Patients">Training patients in the smallest split; told only where the policy allows.</param>
public sealed record CheckRequest(string Study, string Code, long Patients);
