using System.Diagnostics;
using Lamella.Bench.Measuring;

namespace Lamella.Bench.Network;

/// <summary>100 sites over real sockets in one process: they join, work, and find their coordinator again after a restart in the middle.</summary>
internal sealed class HundredSitesBenchmark : IBenchmark
{
    private const int Sites = 100, Rounds = 20, Restarted = 10, Warm = 2;

    public string Name => "hundred-sites";

    public string Summary => $"rounds without training, 1 KB model, {Sites} sites with mutual TLS on loopback in one process, all durable; the coordinator starts again after round {Restarted}";

    public IReadOnlyList<BenchmarkRow> Run(string scratch) => RunAsync(scratch).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(string scratch)
    {
        var start = Stopwatch.GetTimestamp();
        await using var federation = await NetworkRounds.BeginAsync(Path.Combine(scratch, "rounds"), Sites, width: 16, isLarge: false, Rounds);
        var begun = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await federation.RoundsAsync(Restarted);
        start = Stopwatch.GetTimestamp();
        var before = federation.Recorded;
        await federation.RestartAsync();
        await federation.RoundsAsync(before + 1);
        var back = Stopwatch.GetElapsedTime(start).TotalSeconds;
        // The round that the restart fell into is its own figure.
        var seconds = (await federation.EndAsync()).Where((_, i) => i >= Warm && i != before - 1).Order().ToArray();
        return
        [
            BenchmarkRow.Plain("hundred-sites/join-and-approve", begun, "s"),
            BenchmarkRow.Plain("hundred-sites/round-p50", seconds[seconds.Length / 2], "s"),
            BenchmarkRow.Plain("hundred-sites/round-longest", seconds[^1], "s"),
            BenchmarkRow.Plain("hundred-sites/restart-to-next-round", back, "s"),
            BenchmarkRow.Plain("hundred-sites/entries", federation.EntriesPerRound, "entries a round"),
            BenchmarkRow.Plain("hundred-sites/peak-memory", PeakMemory.Mebibytes(), "MiB"),
        ];
    }
}
