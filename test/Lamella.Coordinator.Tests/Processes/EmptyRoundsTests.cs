using System.Globalization;
using System.Numerics;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Processes;

/// <summary>A coordinator and a site through 10,000 rounds in which nothing is trained.</summary>
public class EmptyRoundsTests
{
    private const int Rounds = 10_000;

    /// <summary>A site's copy keeps the hash of every entry, in an array that doubles.</summary>
    private const int HashBytes = 32;

    [Fact]
    public void Ten_thousand_rounds_take_no_more_memory_than_a_thousand_but_for_the_hashes_of_the_entries()
    {
        // Nothing is killed here, so the disk need not be one.
        using var folder = new TemporaryFolder(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        var lines = RoundsProbe.Empty(folder.File("federation"), Rounds);
        Assert.Equal("Completed", lines[^1]);
        var told = lines[..^1].Select(l => l.Split(' ').Select(w => long.Parse(w, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.Equal(Rounds / 1000, told.Count);

        using var store = new SqliteEventStore(Path.Combine(folder.File("federation"), "ledger.db"), readOnly: true);
        long Hashes(long round) => HashBytes * (long)BitOperations.RoundUpToPowerOf2((ulong)(store.Count * round / Rounds));
        var grown = told[^1][1] - told[0][1] - (Hashes(Rounds) - Hashes(1000));
        Assert.True(Math.Abs(grown) < 1 << 20, $"{grown} bytes more than the hashes; by round, heap, resident set:\n{string.Join('\n', lines)}");
    }
}
