using Lamella.Bench.Measuring;

namespace Lamella.Bench.Training;

/// <summary>What a step of the smallest model costs: the overhead of the trainer itself.</summary>
internal sealed class CoxStepBenchmark : IBenchmark
{
    public string Name => "cox-step";

    public string Summary => "a training step of a linear Cox model with 39 columns and batches of 8";

    public IReadOnlyList<BenchmarkRow> Run(string scratch) => [BenchmarkRow.Plain("cox-step/time", CoxStepBench.Run(), "us")];
}
