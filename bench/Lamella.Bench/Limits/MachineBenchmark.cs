using Lamella.Bench.Measuring;

namespace Lamella.Bench.Limits;

/// <summary>The limits by themselves, to see what kind of machine the other figures come from.</summary>
internal sealed class MachineBenchmark : IBenchmark
{
    private const int Repeats = 5;

    public string Name => "machine";

    public string Summary => "the machine's own limits: float32 matrix product, reading, hashing and copying files";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        var file = Path.Combine(scratch, "bytes");
        File.WriteAllBytes(file, new byte[256 << 20]);
        var rates = Alternated.Measure(Repeats, () => MachineLimits.Sgemm(), () => MachineLimits.ReadHashAndCopy([file], threads: 1));
        return [BenchmarkRow.Plain("machine/sgemm-2048", rates.Ours / 1e9, "GFLOP/s"), BenchmarkRow.Plain("machine/read-hash-copy", rates.Limit / 1e9, "GB/s")];
    }
}
