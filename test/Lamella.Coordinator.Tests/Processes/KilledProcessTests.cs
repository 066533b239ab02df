using Lamella.Federation.Ledger;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Processes;

/// <summary>kill -9 of a real process that runs rounds on SQLite and files, trains with the production trainer, and is started again.</summary>
public class KilledProcessTests
{
    [Fact]
    public void Killed_after_any_durable_write_of_the_coordinator_the_run_ends_with_the_same_model()
    {
        using var folder = new TemporaryFolder();
        var undisturbed = RoundsProbe.Train(folder.File("undisturbed")).Words;
        var (model, writes) = (undisturbed[1], int.Parse(undisturbed[3]));
        // Every entry of the ledger, and models, server state and updates beside it.
        Assert.True(writes > int.Parse(undisturbed[2]), $"{writes} writes");

        Parallel.For(1, writes + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, write =>
        {
            var place = folder.File($"killed-{write}");
            Assert.Equal(RoundsProbe.Killed, RoundsProbe.Train(place, coordinator: write).Exit);
            var ended = RoundsProbe.Train(place).Words;
            Assert.Equal(("Completed", model), (ended[0], ended[1]));
            RequireWhole(place);
        });
    }

    [Fact]
    public void Killed_again_and_again_at_the_sites_writes_the_run_ends_with_the_same_model()
    {
        using var folder = new TemporaryFolder();
        var model = RoundsProbe.Train(folder.File("undisturbed")).Words[1];
        var place = folder.File("killed");
        var deaths = 0;
        (int Exit, string[] Words) last;
        // 3, 4 or 5 writes a life: enough to get on, and not the same place each time.
        while ((last = RoundsProbe.Train(place, sites: 3 + (deaths % 3))).Exit == RoundsProbe.Killed)
            Assert.True(++deaths < 150, "It does not get on.");
        Assert.InRange(deaths, 20, 150);
        Assert.Equal(("Completed", model), (last.Words[0], last.Words[1]));
        RequireWhole(place);
    }

    /// <summary>The coordinator's ledger and every site's copy verify and are the same.</summary>
    private static void RequireWhole(string place)
    {
        var ledgers = Directory.EnumerateFiles(place, "ledger.db", SearchOption.AllDirectories).Select(Entries).ToList();
        Assert.Equal(4, ledgers.Count);
        Assert.All(ledgers, entries => Assert.Null(LedgerCheck.Run(entries).Flaw));
        Assert.Single(ledgers.Select(entries => entries[^1].Hash).Distinct());
    }

    private static List<LedgerEntry> Entries(string path)
    {
        using var store = new SqliteEventStore(path, readOnly: true);
        return [.. store.Read(0)];
    }
}
