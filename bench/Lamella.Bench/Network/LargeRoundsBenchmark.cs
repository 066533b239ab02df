using System.Diagnostics;
using Lamella.Bench.Measuring;

namespace Lamella.Bench.Network;

/// <summary>Rounds with a model of 100 MB: how fast its bytes move, and how much memory that takes.</summary>
internal sealed class LargeRoundsBenchmark(int sites, int rounds) : IBenchmark
{
    private const int Width = 6_400, Repeats = 3;
    private const double ModelBytes = 4096.0 * Width * sizeof(float);

    public string Name => $"large-rounds-{sites}";

    public string Summary => $"rounds without training, {ModelBytes / 1e6:0} MB model, {sites} sites with mutual TLS on loopback; against the same bytes through bare TLS, hashed and written once";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        var (federation, seconds) = NetworkRounds.RunAsync(Path.Combine(scratch, "rounds"), sites, Width, isLarge: true, rounds).GetAwaiter().GetResult();
        federation.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var round = Alternated.Median(seconds);
        var bare = new double[Repeats];
        for (var i = 0; i < Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            // Down and up: each site gets the model and sends an update.
            BareCopy.RunAsync(scratch, sites, 2 * (long)ModelBytes).GetAwaiter().GetResult();
            bare[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        var moved = 2 * sites * ModelBytes / 1e6;
        var limit = Alternated.Median(bare);
        return
        [
            new BenchmarkRow($"{Name}/rate", moved / round, "MB/s", moved / limit, limit / round, 0.5, limit / round >= 0.5),
            BenchmarkRow.Plain($"{Name}/round", round, "s"),
            BenchmarkRow.Plain($"{Name}/peak-memory", PeakMemory.Mebibytes(), "MiB"),
        ];
    }
}
