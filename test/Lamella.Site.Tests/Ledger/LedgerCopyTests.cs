using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Ledger;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Site.Tests.Ledger;

/// <summary>A site's copy takes what the coordinator pushes as a whole or not at all.</summary>
public class LedgerCopyTests
{
    [Fact]
    public void A_push_is_kept_and_is_there_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var entries = Entries(folder);
        using (var store = new SqliteEventStore(folder.File("copy.db")))
        {
            var copy = CopyOn(store);
            Assert.Equal(2, copy.Take(entries.Take(2).ToList()).Count);
            // What it has comes again, with what is new.
            Assert.Equal(entries.Count - 2, copy.Take(entries).Count);
            // What comes after a gap is left for later.
            Assert.Empty(copy.Take([entries[^1] with { Index = entries.Count + 5 }]));
            copy.Keep();
            copy.Keep();
        }

        using var again = new SqliteEventStore(folder.File("copy.db"));
        Assert.Equal(entries[^1].Hash, CopyOn(again).State.Head.Hash);
    }

    [Fact]
    public void Of_a_push_that_does_not_hold_nothing_is_kept_and_the_true_one_is_taken_afterwards()
    {
        using var folder = new TemporaryFolder();
        var entries = Entries(folder);
        using var store = new SqliteEventStore(folder.File("copy.db"));
        var copy = CopyOn(store);
        copy.Take(entries.Take(2).ToList());
        List<LedgerEntry> forged = [.. entries[..^1], entries[^1] with { Signature = entries[0].Signature }];
        Assert.Equal(ErrorCodes.LedgerBroken, Assert.ThrowsAny<LamellaException>(() => copy.Take(forged)).Code);
        copy.Keep();
        Assert.Equal((2, entries[1].Hash), (store.Count, copy.State.Head.Hash));
        Assert.Equal(entries.Count - 2, copy.Take(entries).Count);
        copy.Keep();
        Assert.Equal(entries.Count, store.Count);
    }

    [Fact]
    public void Another_history_is_a_fork()
    {
        using var folder = new TemporaryFolder();
        var entries = Entries(folder);
        using var store = new SqliteEventStore(folder.File("copy.db"));
        var copy = CopyOn(store);
        copy.Take(entries);
        using var elsewhere = new TemporaryFolder();
        var other = Entries(elsewhere, reason: "another");
        Assert.Equal(ErrorCodes.LedgerForked, Assert.ThrowsAny<LamellaException>(() => copy.Take(other)).Code);
        Assert.Equal(entries[^1].Hash, copy.State.Head.Hash);
    }

    [Fact]
    public void What_a_full_disk_does_not_hold_is_kept_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        var entries = Entries(folder);
        using var disk = new SmallDisk(kilobytes: 256);
        Directory.CreateDirectory(disk.Folder);
        using var store = new SqliteEventStore(Path.Combine(disk.Folder, "copy.db"));
        var copy = CopyOn(store);
        copy.Take(entries.Take(1).ToList());
        copy.Keep();
        disk.Fill();
        copy.Take(entries);
        Assert.Equal(ErrorCodes.DiskFull, Assert.ThrowsAny<LamellaException>(copy.Keep).Code);
        Assert.Equal((1, entries[^1].Hash), (store.Count, copy.State.Head.Hash));
        disk.MakeRoom();
        copy.Keep();
        Assert.Equal(entries.Count, store.Count);
    }

    [Fact]
    public void The_ledger_of_another_coordinator_is_not_taken()
    {
        using var folder = new TemporaryFolder();
        var entries = Entries(folder);
        using var store = new SqliteEventStore(folder.File("copy.db"));
        var copy = new LedgerCopy(store, new LedgerOwner(EcdsaP256.SchemeName, "key"), Me, OwnKey);
        Assert.Equal(ErrorCodes.LedgerForked, Assert.ThrowsAny<LamellaException>(() => copy.Take(entries)).Code);
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void A_key_that_the_site_does_not_have_is_not_taken_under_its_name()
    {
        using var folder = new TemporaryFolder();
        var entries = Entries(folder, more: ledger => ledger.Append(new SiteEnrolled(Me, SimulatedSignatures.SignerOf("somebody").PublicKey)));
        using var store = new SqliteEventStore(folder.File("copy.db"));
        Assert.Equal(ErrorCodes.LedgerForked, Assert.ThrowsAny<LamellaException>(() => CopyOn(store).Take(entries)).Code);
    }

    private static readonly SiteId Me = new("site-0");
    private static readonly string OwnKey = SimulatedSignatures.SignerOf("site-0").PublicKey;

    private static LedgerCopy CopyOn(SqliteEventStore store) =>
        new(store, LedgerOwner.Of(SimulatedSignatures.Scheme, SimulatedSignatures.SignerOf("coordinator")), Me, OwnKey);

    /// <summary>The ledger of a federation in which many sites join and one is removed.</summary>
    private static List<LedgerEntry> Entries(TemporaryFolder folder, string reason = "it left", Action<CoordinatorLedger>? more = null)
    {
        using var store = new SqliteEventStore(folder.File("ledger.db"));
        var signer = SimulatedSignatures.SignerOf("coordinator");
        var ledger = new CoordinatorLedger(store, signer, TimeProvider.System, FederationState.Empty);
        ledger.Append(new LedgerOpened("test", SimulatedSignatures.Scheme.Name, signer.PublicKey));
        for (var i = 0; i < 20; i++)
            ledger.Append(new SiteEnrolled(new SiteId($"site-{i}"), SimulatedSignatures.SignerOf($"site-{i}").PublicKey));
        ledger.Append(new SiteRemoved(new SiteId("site-3"), reason));
        more?.Invoke(ledger);
        return [.. store.Read(0)];
    }
}
