using System.Diagnostics;
using Lamella.Bench.Measuring;
using Lamella.Federation.Ledger;
using Lamella.Federation.Rounds;
using Lamella.Storage.Events;

namespace Lamella.Bench.Ledgers;

/// <summary>A ledger of 100,000 entries: checking it, folding it into state, and appending with a flush for each.</summary>
internal sealed class LedgerBenchmark : IBenchmark
{
    private const int Entries = 100_000;
    private const int Appends = 500;
    private const int Repeats = 5;

    public string Name => "ledger";

    public string Summary => "100,000 signed entries from a store: checked, folded; appends one by one against bare flushed appends of the same bytes";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        using var work = new LedgerWork();
        var entries = work.Write(Entries);
        var path = Path.Combine(scratch, "ledger.db");
        using (var store = new SqliteEventStore(path))
            store.Append(entries);

        using var source = LedgerSource.Open(path);
        var verify = Seconds(() =>
        {
            var verdict = LedgerCheck.Run(source);
            if (verdict.Flaw is { } flaw || verdict.Entries != Entries)
                throw new InvalidOperationException("The ledger does not hold.", verdict.Flaw);
        });
        var replay = Seconds(() =>
        {
            var state = FederationState.Empty;
            foreach (var entry in source)
                state = state.Apply(entry);
            if (state.Head != entries[^1].AsHead())
                throw new InvalidOperationException("The state is not that of the last entry.");
        });
        return
        [
            BenchmarkRow.AtMost("ledger/verify", verify, "s", most: 5),
            BenchmarkRow.AtMost("ledger/replay", replay, "s", most: 2),
            BenchmarkRow.OfLimit("ledger/append", AppendRates(scratch, entries), "entries/s", leastRatio: 0.5),
            BenchmarkRow.Plain("ledger/bytes-an-entry", new FileInfo(path).Length / (double)Entries, "bytes"),
        ];
    }

    /// <summary>Both go on with their file from run to run, as a coordinator does.</summary>
    private static Alternated AppendRates(string scratch, IReadOnlyList<LedgerEntry> entries)
    {
        using var store = new SqliteEventStore(Path.Combine(scratch, "appended.db"));
        using var plain = new FileStream(Path.Combine(scratch, "appended.bin"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var next = 0;
        return Alternated.Measure(
            Repeats,
            ours: () =>
            {
                for (var i = 0; i < Appends; i++)
                    store.Append([entries[(int)store.Count]]);
                return Appends;
            },
            limit: () =>
            {
                for (var i = 0; i < Appends; i++)
                {
                    plain.Write(new byte[Size(entries[next++])]);
                    plain.Flush(flushToDisk: true);
                }

                return Appends;
            });
    }

    /// <summary>Bytes of an entry's fields.</summary>
    private static int Size(LedgerEntry entry) =>
        sizeof(long) + sizeof(long) + entry.Signer.ToString().Length + entry.Previous.Length + entry.Hash.Length + entry.Signature.Length + entry.Body.Length;

    private static double Seconds(Action work)
    {
        var seconds = new double[Repeats];
        for (var i = 0; i < Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return Alternated.Median(seconds);
    }
}
