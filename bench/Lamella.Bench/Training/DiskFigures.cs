namespace Lamella.Bench.Training;

/// <summary>What <see cref="DeepMilBench.RunFromDisk"/> found.</summary>
/// <param name="DiskBagsPerSecond">Bags read anew each time.</param>
/// <param name="MemoryBagsPerSecond">Bags in memory.</param>
public sealed record DiskFigures(double DiskBagsPerSecond, double MemoryBagsPerSecond);
