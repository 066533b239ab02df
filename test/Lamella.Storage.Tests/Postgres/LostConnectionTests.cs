using Lamella.Federation;
using Lamella.Storage.Events;
using Lamella.Testing.Conformance;
using Lamella.Testing.Postgres;
using Npgsql;

namespace Lamella.Storage.Tests.Postgres;

/// <summary>Servers that restart, connections that end, answers that get lost: nothing is doubled, nothing is lost, and a fault means that nothing is there.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostConnectionTests : IDisposable
{
    private readonly PostgresServer server;
    private readonly PostgresMedium medium;
    private readonly PostgresEventStore store;

    public LostConnectionTests(PostgresServer server)
    {
        this.server = server;
        medium = new PostgresMedium(server);
        store = (PostgresEventStore)medium.Open();
        store.Append(SampleEntries.Entries(0, 2));
    }

    public void Dispose() => medium.Dispose();

    /// <summary>The server's own default would lose the entries before the crash.</summary>
    [Fact]
    public void A_server_that_crashes_between_two_appends_loses_nothing_and_the_store_goes_on()
    {
        for (var i = 2; i < 6; i += 2)
        {
            server.Restart();
            store.Append(SampleEntries.Entries(i, 2));
        }

        server.Restart();
        Holds(6);
    }

    [Fact]
    public void Reading_goes_on_after_a_crash_too()
    {
        store.Append(SampleEntries.Entries(2, 198));
        using var reading = store.Read(0).GetEnumerator();
        Assert.True(reading.MoveNext());
        server.Restart();
        var count = 1;
        while (reading.MoveNext())
            Assert.Equal(count++, reading.Current.Index);
        Assert.Equal(200, count);
    }

    [Fact]
    public void A_server_that_is_away_is_said_as_such_until_it_is_back()
    {
        server.Crash();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(ErrorCodes.StorageUnavailable, Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(2, 1))).Code);
                Assert.Equal(ErrorCodes.StorageUnavailable, Assert.Throws<LamellaException>(() => store.Read(0).ToList()).Code);
                Assert.Equal(2, store.Count);
            }
        }
        finally
        {
            server.Start();
        }

        store.Append(SampleEntries.Entries(2, 3));
        Holds(5);
    }

    [Fact]
    public void A_connection_that_was_ended_while_it_rested_is_made_again()
    {
        for (var i = 2; i < 5; i++)
        {
            server.Kill(medium.Database);
            store.Append(SampleEntries.Entries(i, 1));
        }

        server.Kill(medium.Database);
        Holds(5);
    }

    [Fact]
    public async Task A_connection_that_is_ended_in_the_middle_of_an_append_leaves_it_there_once()
    {
        var token = TestContext.Current.CancellationToken;
        await using var other = new NpgsqlConnection(server.ConnectionString(medium.Database) + ";Pooling=False");
        await other.OpenAsync(token);
        await using var transaction = await other.BeginTransactionAsync(token);
        await using (var command = new NpgsqlCommand("LOCK TABLE lamella.entries IN SHARE MODE", other, transaction))
            await command.ExecuteNonQueryAsync(token);
        var append = Task.Run(() => store.Append(SampleEntries.Entries(2, 3)), token);
        Assert.Equal(1, EndWaiting());
        // The store is back and waits again, now in its second try.
        Assert.Equal(1, EndWaiting(end: false));
        await transaction.RollbackAsync(token);
        await append;
        Holds(5);
    }

    [Fact]
    public void An_append_whose_answer_is_lost_is_found_and_not_done_again()
    {
        medium.Line.CutAtAnswer(stays: false);
        store.Append(SampleEntries.Entries(2, 3));
        store.Append(SampleEntries.Entries(5, 1));
        Holds(6);
    }

    [Fact]
    public void An_append_that_did_not_get_through_is_done_again()
    {
        medium.Line.CutAfter(200);
        Assert.Equal(ErrorCodes.StorageUnavailable, Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(2, 3))).Code);
        medium.Line.Mend();
        store.Append(SampleEntries.Entries(2, 3));
        Holds(5);
    }

    /// <summary>The caller was told that it is not there, and may append something else.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_append_that_ended_with_a_fault_is_not_there_though_it_came_through(bool readsFirst)
    {
        medium.Line.CutAtAnswer(stays: true);
        Assert.Equal(ErrorCodes.StorageUnavailable, Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(2, 3, 10))).Code);
        Assert.Equal(5L, server.Scalar(medium.Database, "SELECT count(*) FROM lamella.entries"));
        Assert.Equal(2, store.Count);
        medium.Line.Mend();
        if (readsFirst)
            SampleEntries.AssertSame(SampleEntries.Entries(0, 2), store.Read(0));
        store.Append(SampleEntries.Entries(2, 1));
        Holds(3);
    }

    [Fact]
    public void What_cannot_be_taken_back_at_once_is_taken_back_later_and_nothing_is_appended_before()
    {
        medium.Line.CutAtAnswer(stays: true);
        Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(2, 3)));
        server.Execute(medium.Database, """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON lamella.entries EXECUTE FUNCTION refuse();
            """);
        medium.Line.Mend();
        for (var i = 0; i < 2; i++)
            Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(2, 1))).Code);
        server.Execute(medium.Database, "DROP TRIGGER refuse ON lamella.entries");
        store.Append(SampleEntries.Entries(2, 1));
        Holds(3);
    }

    /// <summary>The server waits for a machine that is gone; the store ends that connection before it takes the lock again.</summary>
    [Fact]
    public void A_connection_that_the_server_takes_for_alive_does_not_keep_the_lock_from_its_owner()
    {
        medium.Line.CutNearEnd();
        store.Append(SampleEntries.Entries(2, 1));
        Holds(3);
    }

    [Fact]
    public void A_ledger_that_another_process_took_meanwhile_is_left_to_it()
    {
        server.Kill(medium.Database);
        using (var other = new PostgresEventStore(medium.ConnectionString))
        {
            Assert.Contains("in use", Refused(), StringComparison.Ordinal);
            other.Append(SampleEntries.Entries(2, 2));
        }

        Assert.Contains("no longer has", Refused(), StringComparison.Ordinal);
        Assert.Contains("no longer has", Refused(), StringComparison.Ordinal);
        SampleEntries.AssertSame(SampleEntries.Entries(0, 4), medium.Open().Read(0));
    }

    [Fact]
    public void A_database_that_was_restored_to_an_older_state_is_noticed()
    {
        server.Execute(medium.Database, "DELETE FROM lamella.entries WHERE idx = 1");
        server.Kill(medium.Database);
        Assert.Contains("no longer has", Refused(), StringComparison.Ordinal);
    }

    private string Refused()
    {
        var fault = Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(2, 1)));
        Assert.Equal(ErrorCodes.LedgerUnreadable, fault.Code);
        return fault.Fault;
    }

    /// <summary>Waits until the store waits for a lock; ends its connection then, if it is told to. Returns how many waited.</summary>
    private int EndWaiting(bool end = true)
    {
        var act = end ? "count(pg_terminate_backend(pid, 60000))" : "count(*)";
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var query = $"SELECT {act} FROM pg_stat_activity WHERE datname = '{medium.Database}' AND wait_event_type = 'Lock' AND query LIKE 'INSERT%'";
            if (server.Scalar("postgres", query) is long and > 0 and var waiting)
                return (int)waiting;
        }
    }

    private void Holds(int count)
    {
        Assert.Equal(count, store.Count);
        SampleEntries.AssertSame(SampleEntries.Entries(0, count), store.Read(0));
        SampleEntries.AssertSame(SampleEntries.Entries(0, count), medium.Open().Read(0));
    }
}
