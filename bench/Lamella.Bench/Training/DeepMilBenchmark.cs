using Lamella.Bench.Measuring;

namespace Lamella.Bench.Training;

/// <summary>DeepMIL training with bags in memory and on disk.</summary>
internal sealed class DeepMilBenchmark : IBenchmark
{
    public string Name => "deepmil";

    public string Summary => "DeepMIL training on bags of 1,000 x 2,048, against a bare loop of the same operations, sgemm, and bags in memory";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        var memory = DeepMilBench.Run();
        var disk = DeepMilBench.RunFromDisk(scratch);
        return
        [
            BenchmarkRow.OfLimit("deepmil/bags-vs-bare-loop", new(memory.TrainerBagsPerSecond, memory.BareBagsPerSecond), "bags/s", leastRatio: 0.95),
            BenchmarkRow.OfLimit("deepmil/flops-vs-sgemm", new(memory.TrainerGigaflops, memory.SgemmGigaflops), "GFLOP/s", leastRatio: 0.55),
            BenchmarkRow.OfLimit("deepmil/disk-vs-memory", new(disk.DiskBagsPerSecond, disk.MemoryBagsPerSecond), "bags/s", leastRatio: 0.9),
        ];
    }
}
