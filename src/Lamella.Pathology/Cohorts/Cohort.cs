using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>A site's patients, told into train and test. Patients stand in ordinal order of their ids, so the order of a file changes nothing.</summary>
/// <param name="Site">The site.</param>
/// <param name="Train">Training patients; empty at an external site.</param>
/// <param name="Test">Test patients.</param>
/// <param name="Notes">What was left out and why, with counts and never with an id; for the site's own people and the report.</param>
public sealed record Cohort(SiteId Site, ImmutableArray<CohortPatient> Train, ImmutableArray<CohortPatient> Test, ImmutableArray<string> Notes)
{
    /// <summary>Ids of the training patients with those who were left out since: what is drawn among training patients is drawn over these.</summary>
    public required ImmutableArray<string> Drawn { get; init; }
}
