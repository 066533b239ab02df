using System.Diagnostics;
using Lamella.Bench.Measuring;
using Lamella.Simulation;

namespace Lamella.Bench.Studies;

/// <summary>The whole survival study of the samples for one seed, every arm and strategy, one training at a time.</summary>
internal sealed class TcgaStudyBenchmark : IBenchmark
{
    private const int Repeats = 3;
    private const double MostSeconds = 20;

    public string Name => "tcga-study";

    public string Summary => "the TCGA-BRCA study for one seed: pooled, six local, all strategies, one training at a time (real data)";

    public IReadOnlyList<BenchmarkRow> Run(string scratch) =>
        [BenchmarkRow.AtMost("tcga-study/time", RealData.Find("tabular", "flamby", "fed_tcga_brca") is { } data ? Seconds(data, scratch) : null, "s", MostSeconds)];

    private static double Seconds(string data, string scratch)
    {
        var study = Study.Load(Path.Combine(RealData.RepositoryRoot, "samples", "tcga-brca.yaml"), data);
        var seconds = new double[Repeats];
        for (var i = 0; i < Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Lamella.Simulation.Simulation.RunAsync(study, new SimulationOptions { Output = Path.Combine(scratch, $"out-{i}"), Seeds = [42] }).GetAwaiter().GetResult();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return Alternated.Median(seconds);
    }
}
