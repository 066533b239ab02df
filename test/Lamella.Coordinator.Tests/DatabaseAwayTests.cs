using Lamella.Coordinator.Rounds;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests;

/// <summary>A store that can neither be written nor read for a while, as a database that restarts.</summary>
public sealed class DatabaseAwayTests : IEventStore, IJobStarter, ISiteLines
{
    private static readonly SiteId A = new("a"), B = new("b");

    private readonly TemporaryFolder folder = new();
    private readonly SqliteEventStore store;
    private readonly FederationCoordinator coordinator;
    private readonly List<(SiteId Site, long Index)> sent = [];
    private bool isAway, isReadAway;

    public DatabaseAwayTests()
    {
        store = new SqliteEventStore(folder.File("ledger.db"));
        coordinator = new FederationCoordinator(new CoordinatorSetup
        {
            Federation = "test",
            Store = this,
            Blobs = new FileBlobStore(folder.File("blobs")),
            Signer = SimulatedSignatures.SignerOf("coordinator"),
            Scheme = SimulatedSignatures.Scheme,
            Jobs = this,
            Lines = this,
            Time = TimeProvider.System,
        });
        coordinator.Enrol(A, SimulatedSignatures.SignerOf("a").PublicKey);
    }

    long IEventStore.Count => store.Count;

    [Fact]
    public void A_coordinator_stands_still_while_its_database_is_away_and_goes_on_by_itself()
    {
        coordinator.Connected(A, Head.Empty);
        isAway = true;
        var fault = Assert.Throws<LamellaException>(() => coordinator.Enrol(B, "key"));
        Assert.Equal(ErrorCodes.StorageUnavailable, fault.Code);
        coordinator.Receive(new SiteReport(A, coordinator.State.Head, null));
        Assert.Equal(ErrorCodes.StorageUnavailable, coordinator.Paused?.Code);
        coordinator.Tick();
        Assert.Equal(2, store.Count);

        isAway = false;
        coordinator.Tick();
        Assert.Null(coordinator.Paused);
        var recovered = Assert.IsType<StorageRecovered>(EventEncoding.Decode(store.Read(2).Single().Body.AsSpan()));
        Assert.Equal(ErrorCodes.StorageUnavailable, recovered.Code);
        Assert.Equal([(A, 0L), (A, 1L), (A, 2L)], sent);
        coordinator.Enrol(B, "key");
        Assert.True(LedgerCheck.Run(store.Read(0)).Holds);
    }

    [Fact]
    public void What_could_not_be_read_for_a_site_is_sent_when_the_database_is_back()
    {
        isReadAway = true;
        coordinator.Connected(A, Head.Empty);
        Assert.Equal(ErrorCodes.StorageUnavailable, coordinator.Paused?.Code);
        Assert.Empty(sent);
        isReadAway = false;
        coordinator.Tick();
        Assert.Null(coordinator.Paused);
        Assert.Equal([(A, 0L), (A, 1L), (A, 2L)], sent);
    }

    void IEventStore.Append(IReadOnlyList<LedgerEntry> entries)
    {
        Reach(isAway);
        store.Append(entries);
    }

    IEnumerable<LedgerEntry> IEventStore.Read(long from, int most)
    {
        Reach(isAway || isReadAway);
        return store.Read(from, most);
    }

    void IJobStarter.Start(CoordinatorJob job, RunPlan plan, RunState run) => throw new InvalidOperationException("No run is asked for.");

    void ISiteLines.Send(SiteId site, IReadOnlyList<LedgerEntry> entries) => sent.AddRange(entries.Select(e => (site, e.Index)));

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    private static void Reach(bool isAway)
    {
        if (isAway)
            throw new LamellaException(ErrorCodes.StorageUnavailable, "The database is away.", "Wait.");
    }
}
