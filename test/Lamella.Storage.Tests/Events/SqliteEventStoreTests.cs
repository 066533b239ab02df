using Lamella.Federation;
using Lamella.Storage.Events;
using Lamella.Testing;
using Lamella.Testing.Conformance;
using Microsoft.Data.Sqlite;

namespace Lamella.Storage.Tests.Events;

/// <summary>What is the SQLite store's own, beside what every event store keeps to.</summary>
public class SqliteEventStoreTests
{
    private const int IoError = 10;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void While_a_writer_lives_nobody_else_opens_the_ledger(bool readOnly)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ledger.db");
        using (var writer = new SqliteEventStore(path))
        {
            for (var i = 0; i < 2; i++)
            {
                var fault = Assert.Throws<LamellaException>(() => new SqliteEventStore(path, readOnly));
                Assert.Equal(ErrorCodes.LedgerUnreadable, fault.Code);
                Assert.Contains("in use", fault.Message, StringComparison.Ordinal);
                writer.Append(SampleEntries.Entries(i, 1));
            }
        }

        using var next = new SqliteEventStore(path, readOnly);
        SampleEntries.AssertSame(SampleEntries.Entries(0, 2), next.Read(0));
    }

    [Fact]
    public void Readers_share_a_ledger_and_leave_it_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ledger.db");
        using (var writer = new SqliteEventStore(path))
            writer.Append(SampleEntries.Entries(0, 5));
        var before = File.ReadAllBytes(path);
        using (var one = new SqliteEventStore(path, readOnly: true))
        using (var other = new SqliteEventStore(path, readOnly: true))
        {
            SampleEntries.AssertSame(SampleEntries.Entries(0, 5), one.Read(0));
            SampleEntries.AssertSame(SampleEntries.Entries(0, 5), other.Read(0));
            Assert.Throws<LamellaException>(() => other.Append(SampleEntries.Entries(5, 1)));
        }

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder.FullName));
    }

    [Fact]
    public void A_reader_sees_what_a_crash_left_in_the_log()
    {
        using var medium = new SqliteMedium();
        medium.Open().Append(SampleEntries.Entries(0, 5));
        medium.Crash(medium.Snapshot());
        using var reader = new SqliteEventStore(medium.Path, readOnly: true);
        SampleEntries.AssertSame(SampleEntries.Entries(0, 5), reader.Read(0));
    }

    /// <summary>The log of several appends, cut everywhere: what is whole before the cut is there, and nothing after it.</summary>
    [Theory]
    [InlineData("the rest is missing")]
    [InlineData("the rest is zeros")]
    [InlineData("a bit of the rest is wrong")]
    public void A_log_that_is_cut_gives_every_append_before_the_cut_and_none_after_it(string how)
    {
        using var medium = new SqliteMedium();
        var store = medium.Open();
        var log = medium.Path + "-wal";
        List<(long Length, int Count)> ends = [(medium.LogLength(), 0)];
        foreach (var count in new[] { 1, 3, 20, 1, 60 })
        {
            store.Append(SampleEntries.Entries(store.Count, count));
            ends.Add((medium.LogLength(), (int)store.Count));
        }

        var whole = medium.Snapshot();
        // Steps of a prime, so that cuts fall into headers and pages alike; and just at, before and behind the end of each append.
        var cuts = Enumerable.Range(0, (int)(whole[log].Length / 2503)).Select(i => i * 2503L)
            .Concat(ends.SelectMany(e => new[] { e.Length - 1, e.Length, e.Length + 1 })).Where(c => c >= 0 && c < whole[log].Length).Distinct();
        foreach (var cut in cuts)
        {
            var bytes = whole[log].AsSpan(0, (int)cut).ToArray();
            if (how == "the rest is zeros")
                bytes = [.. bytes, .. new byte[whole[log].Length - cut]];
            if (how == "a bit of the rest is wrong")
                bytes = [.. bytes, (byte)(whole[log][cut] ^ 1), .. whole[log].AsSpan((int)cut + 1)];
            medium.Crash(whole.ToDictionary(f => f.Key, f => f.Key == log ? bytes : f.Value));
            using var reopened = new SqliteEventStore(medium.Path);
            // What SQLite does not read, such as the reserved bytes of a page's end, may differ unseen: then more is there, and all of it right.
            var least = ends.Last(e => e.Length <= cut || e.Count == 0).Count;
            Assert.Contains(ends, e => e.Count == reopened.Count);
            Assert.True(reopened.Count >= least, $"cut at {cut}: {reopened.Count} entries, {least} were durable");
            if (how == "the rest is missing")
                Assert.Equal(least, reopened.Count);
            SampleEntries.AssertSame(SampleEntries.Entries(0, (int)reopened.Count), reopened.Read(0));
            reopened.Append(SampleEntries.Entries(reopened.Count, 2));
            SampleEntries.AssertSame(SampleEntries.Entries(0, (int)reopened.Count), reopened.Read(0));
        }
    }

    [Fact]
    public void A_disk_that_fills_up_in_the_middle_of_a_batch_leaves_none_of_it()
    {
        using var medium = new SqliteMedium(new SmallDisk(kilobytes: 8192));
        var store = medium.Open();
        var entries = SampleEntries.Entries(0, 400, 4000);
        medium.Fill();
        var stored = 0;
        while (stored < entries.Count)
        {
            try
            {
                store.Append([.. entries.Skip(stored).Take(3)]);
                stored += 3;
            }
            catch (LamellaException fault) when (fault.Code == ErrorCodes.DiskFull)
            {
                break;
            }
        }

        Assert.InRange(stored, 3, 60);
        SampleEntries.AssertSame(entries.Take(stored), store.Read(0));
        SampleEntries.AssertSame(entries.Take(stored), medium.Open().Read(0));
    }

    [Fact]
    public void A_file_that_is_no_ledger_is_refused_and_not_changed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ledger.db");
        File.WriteAllBytes(path, [.. Enumerable.Range(0, 5000).Select(i => (byte)i)]);
        var before = File.ReadAllBytes(path);
        Assert.Equal(ErrorCodes.LedgerUnreadable, Assert.Throws<LamellaException>(() => new SqliteEventStore(path)).Code);
        Assert.Equal(ErrorCodes.LedgerUnreadable, Assert.Throws<LamellaException>(() => new SqliteEventStore(path, readOnly: true)).Code);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("CREATE TABLE cats(name TEXT)")]
    [InlineData("PRAGMA user_version=2")]
    public void A_database_of_something_else_or_of_a_newer_version_is_refused(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ledger.db");
        using (var database = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = text;
            command.ExecuteNonQuery();
        }

        Assert.Equal(ErrorCodes.LedgerUnreadable, Assert.Throws<LamellaException>(() => new SqliteEventStore(path)).Code);
        Assert.Equal(ErrorCodes.LedgerUnreadable, Assert.Throws<LamellaException>(() => new SqliteEventStore(path, readOnly: true)).Code);
    }

    /// <summary>A copy may come from anyone; a view can be a program that never ends.</summary>
    [Theory]
    [InlineData("INSERT INTO entries SELECT -1, previous, time, signer, body, hash, signature FROM entries WHERE idx = 0")]
    [InlineData("INSERT INTO entries SELECT 9223372036854775807, previous, time, signer, body, hash, signature FROM entries WHERE idx = 0")]
    [InlineData("DELETE FROM entries WHERE idx = 1")]
    [InlineData("DELETE FROM entries WHERE idx = 0")]
    [InlineData("CREATE TABLE more(x)")]
    [InlineData("CREATE VIEW more AS SELECT * FROM entries")]
    [InlineData("CREATE INDEX more ON entries(hash)")]
    [InlineData("CREATE TRIGGER more AFTER INSERT ON entries BEGIN DELETE FROM entries; END")]
    [InlineData("ALTER TABLE entries ADD COLUMN more")]
    [InlineData("PRAGMA user_version=-1")]
    [InlineData("ALTER TABLE entries RENAME TO more; CREATE VIEW entries AS SELECT * FROM more")]
    [InlineData("DROP TABLE entries; CREATE VIEW entries AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i AS idx, '' AS previous, 0 AS time, '' AS signer, x'' AS body, '' AS hash, x'' AS signature FROM n")]
    public void A_store_that_somebody_changed_is_refused_before_anything_of_it_is_run(string change)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ledger.db");
        using (var writer = new SqliteEventStore(path))
            writer.Append(SampleEntries.Entries(0, 3));
        using (var database = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = change;
            command.ExecuteNonQuery();
        }

        Assert.Equal(ErrorCodes.LedgerUnreadable, Assert.Throws<LamellaException>(() => new SqliteEventStore(path)).Code);
        Assert.Equal(ErrorCodes.LedgerUnreadable, Assert.Throws<LamellaException>(() => new SqliteEventStore(path, readOnly: true)).Code);
    }

    [Fact]
    public void A_missing_ledger_is_not_made_by_looking()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => new SqliteEventStore(folder.File("ledger.db"), readOnly: true)).Code);
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => new SqliteEventStore(folder.File("nowhere", "ledger.db"))).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    /// <summary>Pages that the disk changed: a fault with its code, or entries that a verifier looks at; never another kind of exception.</summary>
    [Fact]
    public void A_damaged_page_is_a_fault_of_the_ledger_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("ledger.db");
        using (var writer = new SqliteEventStore(path))
            writer.Append(SampleEntries.Entries(0, 100));
        var whole = File.ReadAllBytes(path);
        var refused = 0;
        for (var page = 0; page < whole.Length / 4096; page++)
        {
            var bytes = whole.ToArray();
            bytes.AsSpan((page * 4096) + 100, 60).Fill(0x5a);
            File.WriteAllBytes(path, bytes);
            try
            {
                using var store = new SqliteEventStore(path, readOnly: true);
                _ = store.Read(0).ToList();
            }
            catch (LamellaException fault)
            {
                Assert.Equal(ErrorCodes.LedgerUnreadable, fault.Code);
                refused++;
            }
        }

        Assert.InRange(refused, 1, whole.Length / 4096);
    }

    [Theory]
    [InlineData(13, 13, true)]
    [InlineData(8, 8, true)]
    [InlineData(IoError, 778, true)]
    [InlineData(IoError, 1034, true)]
    [InlineData(IoError, 1546, true)]
    [InlineData(IoError, 4874, true)]
    [InlineData(IoError, 266, false)]
    [InlineData(IoError, 522, false)]
    [InlineData(IoError, 8458, false)]
    [InlineData(11, 11, false)]
    [InlineData(5, 5, false)]
    public void A_disk_that_cannot_be_written_is_told_from_one_that_cannot_be_read(int code, int extended, bool isFull) =>
        Assert.Equal(isFull, SqliteFaults.IsFull(new SqliteException("", code, extended)));
}
