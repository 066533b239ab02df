using Lamella.Bench.Encoding;
using Lamella.Bench.Limits;
using Lamella.Bench.Measuring;
using Lamella.Bench.Rounds;
using Lamella.Bench.Slides;
using Lamella.Bench.Studies;
using Lamella.Bench.Training;

namespace Lamella.Bench;

/// <summary>All benchmarks, in the order they run in.</summary>
internal static class Benchmarks
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new MachineBenchmark(), new DeepMilBenchmark(), new CoxStepBenchmark(), new EncodingBenchmark(), new SlidesBenchmark(), new AveragingBenchmark(), new TcgaStudyBenchmark(),
    ];
}
