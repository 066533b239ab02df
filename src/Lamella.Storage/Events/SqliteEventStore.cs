using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Microsoft.Data.Sqlite;

namespace Lamella.Storage.Events;

/// <summary>
/// A ledger in one SQLite file: write-ahead log, flushed to the disk with every append (<c>synchronous=FULL</c>), one writer.
/// </summary>
public sealed class SqliteEventStore : IEventStore
{
    private const int SchemaVersion = 1;

    /// <summary>SQLite keeps the text, and so it is what tells our table from one that only looks so: a view, say, that never ends.</summary>
    private const string Schema =
        "CREATE TABLE entries(idx INTEGER PRIMARY KEY, previous TEXT NOT NULL, time INTEGER NOT NULL, signer TEXT NOT NULL, body BLOB NOT NULL, hash TEXT NOT NULL, signature BLOB NOT NULL)";

    /// <summary>Seconds to wait for another process that is just ending; one that lives keeps the ledger as long as it lives.</summary>
    private const int Patience = 1;

    private const int Busy = 5, Locked = 6, NotADatabase = 26, Corrupt = 11, CannotOpen = 14;

    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;
    private readonly string path;

    /// <summary>Opens or makes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="readOnly">For looking: the file must exist and is not changed.</param>
    /// <exception cref="LamellaException">It is no ledger, of a newer version, or in use by another process.</exception>
    public SqliteEventStore(string path, bool readOnly = false)
    {
        this.path = path;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Name(path, readOnly),
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = Patience,
        }.ToString());
        try
        {
            connection.Open();
            if (!readOnly)
                Execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            var version = Convert.ToInt32(Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
            if (version is < 0 or > SchemaVersion)
                throw Unreadable($"it is of version {version}, this program knows {SchemaVersion}");
            if (version == 0 && Convert.ToInt64(Scalar("SELECT count(*) FROM sqlite_master"), CultureInfo.InvariantCulture) > 0)
                throw Unreadable("it is a database of something else");
            if (version == 0 && readOnly)
                throw Unreadable("it is empty");
            if (version == 0)
            {
                Execute($"""
                    BEGIN IMMEDIATE;
                    {Schema};
                    PRAGMA user_version={SchemaVersion};
                    COMMIT;
                    """);
            }

            RequireSchema();
            Count = CountWithoutGaps();
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw Translated(fault);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        insert = Prepared("INSERT INTO entries VALUES($idx, $previous, $time, $signer, $body, $hash, $signature)", "$idx", "$previous", "$time", "$signer", "$body", "$hash", "$signature");
    }

    /// <inheritdoc />
    public long Count { get; private set; }

    /// <inheritdoc />
    public void Append(IReadOnlyList<LedgerEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Index != Count + i)
                throw new ArgumentException($"Entry {Count + i} is due, {entries[i].Index} was given.", nameof(entries));
        }

        if (entries.Count == 0)
            return;
        try
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var entry in entries)
                Insert(entry);
            transaction.Commit();
        }
        catch (SqliteException fault)
        {
            throw Translated(fault);
        }

        Count += entries.Count;
    }

    /// <inheritdoc />
    public IEnumerable<LedgerEntry> Read(long from, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return ReadRows(from, most);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        insert.Dispose();
        connection.Dispose();
    }

    private static ImmutableArray<byte> Immutable(byte[] bytes) => ImmutableCollectionsMarshal.AsImmutableArray(bytes);

    private static byte[] Bytes(ImmutableArray<byte> bytes) => ImmutableCollectionsMarshal.AsArray(bytes)!;

    /// <summary>
    /// What to open. A ledger that nobody writes has no write-ahead log beside it; said to be immutable, it is read without making one, from any disk.
    /// </summary>
    private static string Name(string path, bool readOnly)
    {
        if (!readOnly || File.Exists(path + "-wal"))
            return path;
        var parts = Path.GetFullPath(path).Replace('\\', '/').TrimStart('/').Split('/').Select(Uri.EscapeDataString);
        return $"file:///{string.Join('/', parts)}?immutable=1";
    }

    /// <summary>Looks before anything of it is run: the file may come from anyone.</summary>
    private void RequireSchema()
    {
        using var command = Prepared("SELECT type, name, sql FROM sqlite_master LIMIT 2");
        using var reader = command.ExecuteReader();
        var isOurs = reader.Read() && (reader.GetValue(0), reader.GetValue(1), reader.GetValue(2)) is ("table", "entries", Schema);
        if (!isOurs || reader.Read())
            throw Unreadable("it does not hold one table of entries and nothing else");
    }

    private long CountWithoutGaps()
    {
        using var command = Prepared("SELECT count(*), coalesce(min(idx), 0), coalesce(max(idx), -1) FROM entries");
        using var reader = command.ExecuteReader();
        reader.Read();
        var (count, first, last) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        return first == 0 && last == count - 1 ? count : throw Unreadable("its entries are not numbered from 0 without gaps");
    }

    /// <summary>Each reading has a command of its own: one may be under way while another begins.</summary>
    private IEnumerable<LedgerEntry> ReadRows(long from, int most)
    {
        using var select = Prepared("SELECT idx, previous, time, signer, body, hash, signature FROM entries WHERE idx >= $from ORDER BY idx LIMIT $most", "$from", "$most");
        select.Parameters[0].Value = from;
        select.Parameters[1].Value = most;
        using var reader = Guarded(select.ExecuteReader);
        while (Guarded(reader.Read))
            yield return Guarded(() => Entry(reader));
    }

    private LedgerEntry Entry(SqliteDataReader reader)
    {
        var signer = Signer.Parse(reader.GetString(3)) ?? throw Unreadable($"entry {reader.GetInt64(0)} has no signer");
        return new LedgerEntry(
            reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), signer, Immutable((byte[])reader.GetValue(4)), reader.GetString(5), Immutable((byte[])reader.GetValue(6)));
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException fault)
        {
            throw Translated(fault);
        }
        catch (InvalidCastException fault)
        {
            throw Unreadable("a field of an entry is not of its kind", fault);
        }
    }

    private void Insert(LedgerEntry entry)
    {
        object[] values = [entry.Index, entry.Previous, entry.Time, entry.Signer.ToString(), Bytes(entry.Body), entry.Hash, Bytes(entry.Signature)];
        for (var i = 0; i < values.Length; i++)
            insert.Parameters[i].Value = values[i];
        insert.ExecuteNonQuery();
    }

    private SqliteCommand Prepared(string text, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private void Execute(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private object? Scalar(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }

    private LamellaException Translated(SqliteException fault) => fault.SqliteErrorCode switch
    {
        _ when SqliteFaults.IsFull(fault) => Disk.Full(path, fault),
        Busy or Locked => new LamellaException(ErrorCodes.LedgerUnreadable, $"The ledger '{path}' is in use by another process.", "Stop the other one first: a ledger has one writer.", fault),
        NotADatabase or Corrupt => Unreadable("it is no ledger, or damaged", fault),
        CannotOpen => new LamellaException(ErrorCodes.FileMissing, $"The ledger '{path}' cannot be opened.", "Check the path and who may read it.", fault),
        _ => Unreadable(fault.Message, fault),
    };

    private LamellaException Unreadable(string why, Exception? inner = null) => LedgerSource.Unreadable(path, why, inner);
}
