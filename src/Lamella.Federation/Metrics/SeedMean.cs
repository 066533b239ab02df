using System.Collections.Immutable;

namespace Lamella.Federation.Metrics;

/// <summary>A metric of one arm averaged over seeds.</summary>
/// <param name="Mean">Mean over the seeds for which it is defined; null when there is none.</param>
/// <param name="Interval">95 % interval over patients.</param>
/// <param name="PerSeed">Value of every seed, in the order given; null where undefined.</param>
/// <param name="Patients">Distinct patients.</param>
public sealed record SeedMean(double? Mean, Interval? Interval, ImmutableArray<double?> PerSeed, int Patients);
