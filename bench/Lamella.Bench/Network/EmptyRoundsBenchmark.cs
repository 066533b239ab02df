using System.Diagnostics;
using System.Security.Cryptography;
using Lamella.Bench.Measuring;

namespace Lamella.Bench.Network;

/// <summary>The cost of a round itself: a model of 1 KB, no training, 4 sites.</summary>
internal sealed class EmptyRoundsBenchmark : IBenchmark
{
    private const int Sites = 4, Rounds = 300, Warm = 50;

    /// <summary>
    /// Flushes one after the other from a round's opening to its record: 3 entries that open it; at the site its copy, update (2: file, folder), outbox (2) and
    /// two lines of the egress log; at the hub the update's file (2), for each site its statement and the verdict on it, the closing, the model (2), and two entries.
    /// </summary>
    private const int FlushesOnPath = 3 + 1 + 2 + 2 + 2 + 2 + (2 * Sites) + 1 + 2 + 2;

    public string Name => "empty-rounds";

    public string Summary => "rounds without training, 1 KB model, 4 sites with mutual TLS on loopback, all durable; against the flushes and signatures on the way";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        var (federation, seconds) = NetworkRounds.RunAsync(Path.Combine(scratch, "rounds"), Sites, width: 16, isLarge: false, Rounds).GetAwaiter().GetResult();
        var entries = federation.EntriesPerRound;
        federation.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var steady = seconds.Skip(Warm).Order().ToArray();
        var (p50, p95) = (1000 * steady[steady.Length / 2], 1000 * steady[steady.Length * 95 / 100]);
        var (flush, signature) = (1000 * FlushSeconds(scratch), 1000 * SignatureSeconds());
        // Every entry of the round is signed once and checked by each site and, where a site signed it, by the hub: on two cores half of that is on the way.
        var signatures = entries * signature * (1 + Sites) / 2;
        var limit = (FlushesOnPath * flush) + signatures;
        return
        [
            BenchmarkRow.AtMost("empty-rounds/p50", p50, "ms", most: 25),
            BenchmarkRow.Plain("empty-rounds/p95", p95, "ms"),
            BenchmarkRow.Plain("empty-rounds/entries", entries, "entries a round"),
            BenchmarkRow.Plain("empty-rounds/flush", flush, "ms"),
            BenchmarkRow.Plain("empty-rounds/flushes-on-path", FlushesOnPath, "flushes"),
            BenchmarkRow.Plain("empty-rounds/signatures", signatures, "ms"),
            BenchmarkRow.AtMost("empty-rounds/p50-over-limit", p50 / limit, "times", most: 3),
        ];
    }

    private static double FlushSeconds(string scratch)
    {
        const int Times = 300;
        using var file = new FileStream(Path.Combine(scratch, "flush.bin"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var seconds = new double[Times];
        for (var i = 0; i < Times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            file.Write(new byte[600]);
            file.Flush(flushToDisk: true);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return Alternated.Median(seconds);
    }

    /// <summary>A signature and its check, halved.</summary>
    private static double SignatureSeconds()
    {
        const int Times = 300;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hash = new byte[32];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++)
        {
            if (!key.VerifyHash(hash, key.SignHash(hash)))
                throw new InvalidOperationException("A signature does not hold.");
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / Times / 2;
    }
}
