using System.Diagnostics;
using Lamella.Bench.Measuring;
using Lamella.Testing.Network;

namespace Lamella.Bench.Network;

/// <summary>A model of 20 MB down and an update up over 2 Mbit/s with 300 ms on the way, cut every 20 s: what goes over the line beside what has to.</summary>
internal sealed class SlowLineBenchmark : IBenchmark
{
    private const int Width = 2441;
    private const double ModelBytes = 2048.0 * Width * sizeof(float);

    public string Name => "slow-line";

    public string Summary => $"one round without training, {ModelBytes / 1e6:0} MB model, one site, 2 Mbit/s each way, 300 ms round trip, all connections cut every 20 s";

    public IReadOnlyList<BenchmarkRow> Run(string scratch) => RunAsync(scratch).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(string scratch)
    {
        var shape = new LineShape { BytesPerSecond = 250_000, Delay = TimeSpan.FromMilliseconds(150), CutEvery = TimeSpan.FromSeconds(20) };
        await using var relay = new ShapedRelay(shape);
        var start = Stopwatch.GetTimestamp();
        await using var federation = await NetworkRounds.BeginAsync(Path.Combine(scratch, "rounds"), 1, Width, isLarge: true, rounds: 1, relay);
        await federation.RoundsAsync(1);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return
        [
            BenchmarkRow.Plain("slow-line/model", ModelBytes / 1e6, "MB"),
            BenchmarkRow.AtMost("slow-line/down", relay.BytesDown / 1e6, "MB", most: 1.25 * ModelBytes / 1e6),
            BenchmarkRow.AtMost("slow-line/up", relay.BytesUp / 1e6, "MB", most: 1.25 * ModelBytes / 1e6),
            BenchmarkRow.Plain("slow-line/cuts", relay.Cuts, "times"),
            BenchmarkRow.Plain("slow-line/connections", relay.Connections, "connections"),
            BenchmarkRow.Plain("slow-line/time", seconds, "s"),
            BenchmarkRow.Plain("slow-line/time-at-full-rate", 2 * ModelBytes / shape.BytesPerSecond, "s"),
        ];
    }
}
