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
        var undisturbed = RoundsProbe.Train(folder.File("undisturbed"))[0];
        // Entries of the ledger, those that follow from one another in one write, and models, server state and updates beside it.
        Assert.InRange(undisturbed.Writes, (undisturbed.Entries / 2) + 10, undisturbed.Entries + 10);

        string[] places = [.. Enumerable.Range(1, undisturbed.Writes).Select(write => folder.File($"killed-{write}"))];
        Parallel.For(0, places.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => Assert.True(RoundsProbe.TrainUntilKilled(places[i], coordinator: i + 1, sites: 0)));
        var ended = RoundsProbe.Train(places);
        Assert.Equal(places.Length, ended.Count);
        Assert.All(ended, run => Assert.Equal(("Completed", undisturbed.Model), (run.Status, run.Model)));
        Assert.All(places, RequireWhole);
    }

    [Fact]
    public void Killed_again_and_again_at_the_sites_writes_the_run_ends_with_the_same_model()
    {
        using var folder = new TemporaryFolder();
        var place = folder.File("killed");
        var deaths = 0;
        // 3, 4 or 5 writes a life: enough to get on, and not the same place each time.
        while (RoundsProbe.TrainUntilKilled(place, coordinator: 0, sites: 3 + (deaths % 3)))
            Assert.True(++deaths < 60, "It does not get on.");
        Assert.InRange(deaths, 10, 60);
        var ended = RoundsProbe.Train(place, folder.File("undisturbed"));
        Assert.Equal(("Completed", ended[1].Model), (ended[0].Status, ended[0].Model));
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
