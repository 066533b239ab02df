namespace Lamella.Bench.Training;

/// <summary>What <see cref="DeepMilBench.Run"/> found.</summary>
/// <param name="TrainerBagsPerSecond">Our trainer.</param>
/// <param name="BareBagsPerSecond">The same operations in a bare loop.</param>
/// <param name="TrainerGigaflops">Our trainer, in GFLOP/s.</param>
/// <param name="SgemmGigaflops">The machine, in GFLOP/s.</param>
public sealed record DeepMilFigures(double TrainerBagsPerSecond, double BareBagsPerSecond, double TrainerGigaflops, double SgemmGigaflops);
