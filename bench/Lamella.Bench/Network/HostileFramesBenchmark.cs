using System.Diagnostics;
using Lamella.Bench.Measuring;
using Lamella.Federation.Studies;
using Lamella.Testing.Network;
using Lamella.Testing.Network.Frames;

namespace Lamella.Bench.Network;

/// <summary>A site that has joined throws changed messages at every call while others work, and dials again and again: the long version of what tests do.</summary>
internal sealed class HostileFramesBenchmark : IBenchmark
{
    private const int Frames = 1_000_000, Connections = 10_000, Sites = 3, Lanes = 8;
    private const ulong Seed = 1;

    /// <summary>A slow machine stops here, and says how far it came.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(9);

    public string Name => "hostile-frames";

    public string Summary => $"{Frames:n0} changed messages (seed {Seed}) at every call and {Connections:n0} connections one after the other, while {Sites} sites do rounds without training";

    public IReadOnlyList<BenchmarkRow> Run(string scratch) => RunAsync(scratch).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(string scratch)
    {
        await using var federation = await NetworkRounds.BeginAsync(Path.Combine(scratch, "rounds"), Sites, width: 16, isLarge: false, rounds: 1_000_000);
        await federation.RoundsAsync(10);
        using var mallory = await federation.JoinAsync(new SiteId("mallory"));
        using var memory = new MemoryWatch();
        var (start, before) = (Stopwatch.GetTimestamp(), federation.Recorded);
        using var thrower = new FrameThrower(mallory, () => federation.Coordinator.State.Head);
        using var longest = new CancellationTokenSource(Longest);
        var tally = await thrower.ThrowAsync(Frames, Seed, Lanes, longest.Token);
        var (frames, rounds, live) = (Stopwatch.GetElapsedTime(start).TotalSeconds, federation.Recorded - before, memory.LiveGrowth());
        (start, before) = (Stopwatch.GetTimestamp(), federation.Recorded);
        for (var i = 0; i < Connections; i++)
            await thrower.DialAsync();
        await federation.RoundsAsync(federation.Recorded + 1);
        var dialling = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var (answer, count) in tally.Answers.Concat(tally.WithoutCode).OrderBy(a => a.Key, StringComparer.Ordinal))
            Console.WriteLine($"{answer} {count}");
        return
        [
            BenchmarkRow.Plain("hostile-frames/frames", tally.Count, "frames"),
            BenchmarkRow.Plain("hostile-frames/rate", tally.Count / frames, "frames/s"),
            BenchmarkRow.AtMost("hostile-frames/without-code", tally.WithoutCode.Values.Sum(), "frames", most: 0),
            BenchmarkRow.AtMost("hostile-frames/unforeseen", federation.Broken.Count, "faults", most: 0),
            BenchmarkRow.Plain("hostile-frames/time", frames, "s"),
            BenchmarkRow.Plain("hostile-frames/rounds-meanwhile", rounds, "rounds"),
            BenchmarkRow.Plain("hostile-frames/alive-growth", live / 1048576.0, "MiB"),
            BenchmarkRow.Plain("hostile-frames/connections", Connections / dialling, "connections/s"),
            BenchmarkRow.Plain("hostile-frames/rounds-meanwhile-2", federation.Recorded - before, "rounds"),
            BenchmarkRow.Plain("hostile-frames/alive-growth-2", memory.LiveGrowth() / 1048576.0, "MiB"),
            BenchmarkRow.Plain("hostile-frames/peak-memory", PeakMemory.Mebibytes(), "MiB"),
        ];
    }
}
