using System.Diagnostics;
using Npgsql;

namespace Lamella.Testing.Postgres;

/// <summary>
/// A real server of the tests' own: a private folder, a socket in it, no port. Its default is to answer before a commit is on the disk, so that a store
/// that relies on the default loses entries here. It ends with the tests, also when they are killed.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>The password of its user, with what needs quoting in it.</summary>
    public const string Password = "a-secret;of the tests";

    private const string Name = ".s.PGSQL.5432";

    private readonly PostgresPrograms? programs = PostgresPrograms.Find();
    private readonly string folder = Directory.CreateTempSubdirectory("lamella-test-").FullName;
    private readonly Process? guard;
    private int databases;

    /// <summary>Makes it and starts it; without PostgreSQL's programs nothing happens until <see cref="Require"/>.</summary>
    public PostgresServer()
    {
        if (programs is null)
            return;
        File.WriteAllText(Path.Combine(folder, "password"), Password);
        File.WriteAllText(Log, "");
        programs.Own(folder);
        // Reads until the tests end in whatever way, then sends the server SIGINT by its pid, and waits for it.
        guard = programs.StartShell($"trap '' INT TERM; cat >/dev/null; [ ! -e {Data}/postmaster.pid ] || {programs["pg_ctl"]} -s -D {Data} -m fast -w stop; rm -rf {folder}");
        try
        {
            Make();
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The server's socket.</summary>
    public string Socket => Path.Combine(folder, Name);

    private string Data => Path.Combine(folder, "data");

    private string Log => Path.Combine(folder, "log");

    /// <summary>Skips the test when there is no server on this machine.</summary>
    public void Require()
    {
        if (programs is null)
            throw new SkipTestException("needs PostgreSQL 15 or newer (Debian's package postgresql)");
    }

    /// <summary>How to connect to a database.</summary>
    public string ConnectionString(string database) => Settings(database).ConnectionString;

    /// <summary>How to connect to a database, to be changed.</summary>
    public NpgsqlConnectionStringBuilder Settings(string database) => new()
    {
        Host = folder,
        Database = database,
        Username = "postgres",
        Password = Password,
    };

    /// <summary>Makes an empty database and returns its name.</summary>
    /// <param name="in">A folder for its files, as on a disk of its own; null: beside the others.</param>
    public string NewDatabase(string? @in = null)
    {
        Require();
        var name = $"test{++databases}";
        if (@in is not null)
        {
            programs!.Own(@in);
            Execute("postgres", $"CREATE TABLESPACE {name} LOCATION '{@in}'");
        }

        Execute("postgres", $"CREATE DATABASE {name}{(@in is null ? "" : $" TABLESPACE {name}")}");
        return name;
    }

    /// <summary>Removes a database, and the place of its files if it has its own.</summary>
    public void Drop(string database)
    {
        Execute("postgres", $"DROP DATABASE {database} WITH (FORCE)");
        Execute("postgres", $"DROP TABLESPACE IF EXISTS {database}");
    }

    /// <summary>Ends all connections to a database, and returns when they have ended.</summary>
    public void Kill(string database) =>
        Scalar("postgres", $"SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid()");

    /// <summary>Runs a statement.</summary>
    public void Execute(string database, string text) => Scalar(database, text);

    /// <summary>Runs a statement and returns its first value.</summary>
    public object? Scalar(string database, string text)
    {
        using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=False");
        connection.Open();
        using var command = new NpgsqlCommand(text, connection);
        return command.ExecuteScalar();
    }

    /// <summary>Starts it; it takes connections when this returns.</summary>
    public void Start() => Run("pg_ctl", "-s", "-D", Data, "-l", Log, "-w", "start");

    /// <summary>Ends it as a power cut does.</summary>
    public void Crash() => Run("pg_ctl", "-s", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>Ends it as a power cut does and starts it again.</summary>
    public void Restart() => Run("pg_ctl", "-s", "-D", Data, "-l", Log, "-m", "immediate", "-w", "restart");

    /// <inheritdoc />
    public void Dispose()
    {
        if (guard is not null)
        {
            guard.StandardInput.Close();
            guard.WaitForExit();
            guard.Dispose();
        }

        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private void Make()
    {
        Run("initdb", "-D", Data, "-U", "postgres", "--auth=scram-sha-256", "--pwfile=" + Path.Combine(folder, "password"), "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"""

            listen_addresses = ''
            unix_socket_directories = '{folder}'
            fsync = on
            synchronous_commit = off
            wal_writer_delay = 10s
            """);
    }

    private void Run(string program, params string[] arguments) => programs!.Run(program, Log, arguments);
}
