using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>The scores two arms of one seed gave to the same patients.</summary>
/// <param name="Patients">Key of each patient, unique in the study, e.g. site and id.</param>
/// <param name="First">Scores of the first arm.</param>
/// <param name="Second">Scores of the second arm, same patients in the same order.</param>
public sealed record PairedScores(ImmutableArray<string> Patients, ScoredPatients First, ScoredPatients Second);

/// <summary>First arm minus second arm, averaged over seeds.</summary>
/// <param name="Mean">Mean over the seeds for which both are defined; null when there is none.</param>
/// <param name="Interval">95 % interval over patients.</param>
/// <param name="PerSeed">The difference of every seed, in the order given; null where undefined.</param>
/// <param name="Patients">Distinct patients.</param>
public sealed record PairedDifference(double? Mean, Interval? Interval, ImmutableArray<double?> PerSeed, int Patients);
