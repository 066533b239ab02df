using System.Data;
using Lamella.Federation;
using Npgsql;

namespace Lamella.Storage.Events;

/// <summary>One connection that holds the ledger's lock. It ends with the connection, and the lock with it.</summary>
internal sealed class PostgresSession : IDisposable
{
    private const int OldestServer = 15;

    /// <summary>Milliseconds to wait for another process that is just ending, and for the server to end this one's lost connection.</summary>
    private const int Patience = 1000, PatienceForOwn = 10_000;

    private const string IsThere = "FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2";

    private readonly NpgsqlConnection connection;

    private PostgresSession(PostgresPlace place)
    {
        connection = place.NewConnection();
        Entries = new PostgresEntries(connection, place);
    }

    /// <summary>The ledger's table.</summary>
    public PostgresEntries Entries { get; }

    /// <summary>False when it is known to be lost; the client closes it after some errors of the server, too.</summary>
    public bool IsOpen => connection.State == ConnectionState.Open;

    /// <summary>Who it is at the server.</summary>
    public PostgresBackend Backend { get; private set; } = PostgresBackend.None;

    /// <summary>Connects, takes the lock, and makes the ledger where there is none.</summary>
    /// <param name="place">Where.</param>
    /// <param name="before">The connection that was lost, whose lock the server may still hold: it is ended first.</param>
    /// <exception cref="LamellaException">It cannot be reached or used, or another process has it.</exception>
    public static PostgresSession Open(PostgresPlace place, PostgresBackend before)
    {
        var session = new PostgresSession(place);
        try
        {
            session.connection.Open();
            session.Prepare(place);
            session.Lock(place, before);
            PostgresSchema.Require(session.connection, place);
            return session;
        }
        catch (Exception fault)
        {
            session.Dispose();
            if (PostgresFaults.IsOfDatabase(fault))
                throw PostgresFaults.Translated(place, fault, before != PostgresBackend.None);
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Entries.Dispose();
        connection.Dispose();
    }

    /// <summary>
    /// Settings for this connection, whatever the server's defaults are: a commit is on the disk when it is answered (replicas may be waited for as well),
    /// nothing but this side ends a connection that rests, and one whose other end has vanished is noticed within minutes, so that its lock goes.
    /// </summary>
    private void Prepare(PostgresPlace place)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
            throw PostgresFaults.Unreadable(place, $"the server is PostgreSQL {connection.PostgreSqlVersion.Major}", $"Take {OldestServer} or newer.");
        using var command = new NpgsqlCommand(
            """
            SELECT set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') = 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
                set_config('default_transaction_isolation', 'read committed', false), set_config('default_transaction_read_only', 'off', false),
                set_config('statement_timeout', '0', false), set_config('idle_session_timeout', '0', false),
                set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false);
            SELECT current_setting('fsync'), pg_is_in_recovery(), pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid();
            """,
            connection);
        using var reader = command.ExecuteReader();
        reader.NextResult();
        reader.Read();
        if (reader.GetString(0) != "on")
            throw PostgresFaults.Unreadable(place, "the server has fsync off, so what it has stored may be lost", "Switch fsync on.");
        if (reader.GetBoolean(1))
            throw PostgresFaults.Unavailable(place, "the server is a standby");
        Backend = new PostgresBackend(reader.GetInt32(2), reader.GetDateTime(3));
    }

    private void Lock(PostgresPlace place, PostgresBackend before)
    {
        if (before != PostgresBackend.None)
            End(place, before);
        try
        {
            using var command = new NpgsqlCommand($"SET lock_timeout = {Patience}; SELECT pg_advisory_lock({place.LockKey}); SET lock_timeout = 0", connection);
            command.ExecuteNonQuery();
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw PostgresFaults.Unreadable(place, "it is in use by another process", "Stop the other one first: a ledger has one writer.", fault);
        }
    }

    /// <summary>When this returns, the server has done or undone what the lost connection left, and given back its lock.</summary>
    private void End(PostgresPlace place, PostgresBackend lost)
    {
        Is($"SELECT coalesce(bool_and(pg_terminate_backend(pid, {PatienceForOwn})), true) {IsThere}", lost);
        if (Is($"SELECT count(*) > 0 {IsThere}", lost))
            throw PostgresFaults.Unavailable(place, "the server still holds the connection that was lost");
    }

    private bool Is(string query, PostgresBackend backend)
    {
        using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = backend.Pid }, new() { Value = backend.Start } } };
        return (bool)command.ExecuteScalar()!;
    }
}
