using Lamella.Bench.Encoding;
using Lamella.Bench.Ledgers;
using Lamella.Bench.Limits;
using Lamella.Bench.Measuring;
using Lamella.Bench.Network;
using Lamella.Bench.Rounds;
using Lamella.Bench.Slides;
using Lamella.Bench.Studies;
using Lamella.Bench.Training;
using Lamella.Federation.Studies;

namespace Lamella.Bench;

/// <summary>All benchmarks, in the order they run in.</summary>
internal static class Benchmarks
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new MachineBenchmark(), new LedgerBenchmark(), new DeepMilBenchmark(), new CoxStepBenchmark(), new EncodingBenchmark(), new SlidesBenchmark(),
        new AveragingBenchmark(4, null, "mean"), new AveragingBenchmark(16, null, "mean"), new AveragingBenchmark(64, null, "mean"), new AveragingBenchmark(16, new MedianSpec(), "median"),
        new AveragingBenchmark(16, new TrimmedMeanSpec { Trim = 0.1 }, "trimmed-mean"), new AveragingBenchmark(16, new KrumSpec { Hostile = 2 }, "krum"),
        new AveragingBenchmark(16, new NormClipSpec(), "norm-clip"), new TcgaStudyBenchmark(),
        new PoisoningBenchmark(), new EmptyRoundsBenchmark(), new LargeRoundsBenchmark(4, rounds: 5), new LargeRoundsBenchmark(32, rounds: 3),
        new SlowLineBenchmark(), new HundredSitesBenchmark(), new HostileFramesBenchmark(),
    ];
}
