using System.Collections.Concurrent;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;
using Lamella.Testing.Network;
using Lamella.Transport.Identity;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>
/// A federation whose three sites train without end, and mallory, who has joined and takes part in no study. Whatever a test does to the coordinator, the
/// rounds of the others go on, nobody is suspected, nothing in the program breaks, and memory stays where it was.
/// </summary>
public sealed class HostileGround : IAsyncLifetime
{
    private const long MostGrowth = 24 << 20, MostPeak = 400L << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly SmallFederation study = new() { Training = new TrainingSpec { Rounds = 100_000, RoundSteps = 1, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.01 } } };
    private readonly ConcurrentQueue<LedgerEvent> unwanted = [];
    private int rounds;

    internal NetworkFederation Federation { get; private set; } = null!;

    internal SiteIdentity Mallory { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Federation = new NetworkFederation(study) { Told = Hear };
        await Federation.BeginAsync();
        Mallory = await Federation.IdentityOfAsync("mallory");
    }

    public async ValueTask DisposeAsync()
    {
        Mallory.Dispose();
        await Federation.DisposeAsync();
        study.Dispose();
    }

    /// <summary>Does something hostile; what it asserts of the others is said above.</summary>
    /// <returns>Rounds that were recorded while it went on, and what memory did.</returns>
    internal async Task<(int Rounds, long LiveGrowth, long PeakGrowth)> WhileOthersWorkAsync(Func<Task> attack)
    {
        await RoundsAsync(2);
        using var memory = new MemoryWatch();
        var before = Volatile.Read(ref rounds);
        await attack();
        var during = Volatile.Read(ref rounds) - before;
        await RoundsAsync(2);
        var (live, peak) = (memory.LiveGrowth(), memory.PeakGrowth);

        Assert.Empty(unwanted);
        Assert.Empty(Federation.Broken);
        foreach (var site in study.Hospitals.Select(h => Federation.SiteOf(h.Site).Host))
        {
            Assert.True(site.IsUp, $"{site.WhyDown}");
            Assert.Null(site.Fault);
        }

        Assert.True(live < MostGrowth, $"{live >> 20} MiB more are alive than before.");
        Assert.True(peak < MostPeak, $"The process had grown by {peak >> 20} MiB.");
        return (during, live, peak);
    }

    private Task<TimeSpan> RoundsAsync(int count)
    {
        var before = Volatile.Read(ref rounds);
        return Eventually.HoldsAsync(() => Volatile.Read(ref rounds) >= before + count, Longest, () => $"Rounds stand still at {rounds}. {string.Join("; ", Federation.Broken)}");
    }

    private void Hear(LedgerEvent e)
    {
        if (e is RoundRecorded)
            Interlocked.Increment(ref rounds);
        if (e is SiteSuspected or RunEnded || e is StatementRefused refused && refused.Site != new SiteId("mallory"))
            unwanted.Enqueue(e);
    }
}
