using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>The scores an arm of one seed gave.</summary>
/// <param name="Patients">Key of each patient, unique in the study, e.g. site and id.</param>
/// <param name="Scored">Their outcomes and scores, in the same order.</param>
public sealed record SeedScores(ImmutableArray<string> Patients, ScoredPatients Scored);

/// <summary>The scores two arms of one seed gave to the same patients.</summary>
/// <param name="Patients">Key of each patient, unique in the study, e.g. site and id.</param>
/// <param name="First">Scores of the first arm.</param>
/// <param name="Second">Scores of the second arm, same patients in the same order.</param>
public sealed record PairedScores(ImmutableArray<string> Patients, ScoredPatients First, ScoredPatients Second);
