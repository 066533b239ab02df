namespace Lamella.Site.Cohorts;

/// <summary>A patient who is left out from the next round on.</summary>
/// <param name="Patient">The hospital's id of the patient, as the table has it; never leaves the hospital.</param>
/// <param name="By">Who has left them out.</param>
/// <param name="Reason">Why, e.g. "consent withdrawn".</param>
/// <param name="At">When.</param>
public sealed record CohortExclusion(string Patient, string By, string Reason, DateTimeOffset At);
