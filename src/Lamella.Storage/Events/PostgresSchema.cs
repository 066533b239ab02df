using Npgsql;

namespace Lamella.Storage.Events;

/// <summary>The tables of a ledger and their version.</summary>
internal static class PostgresSchema
{
    private const int Version = 1;

    /// <summary>Makes the tables where there are none; the caller holds the lock.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">The schema holds something else, or is of a newer version.</exception>
    public static void Require(NpgsqlConnection connection, PostgresPlace place)
    {
        if (!(bool)Scalar(connection, $"SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('{place.Schema}') AND relkind = 'r')")!)
            Make(connection, place);
        if (Scalar(connection, $"SELECT to_regclass('{place.Schema}.ledger_version')::text") is not string)
            throw PostgresFaults.Unreadable(place, "the schema holds something else", "Name another schema.");
        var version = (int)Scalar(connection, $"SELECT coalesce(max(version), 0) FROM {place.Schema}.ledger_version")!;
        if (version != Version)
            throw PostgresFaults.Unreadable(place, $"it is of version {version}, this program knows {Version}", "Open it with the version of this program that wrote it.");
    }

    /// <summary>A schema that is there, perhaps made by somebody with more rights, is taken.</summary>
    private static void Make(NpgsqlConnection connection, PostgresPlace place)
    {
        var isThere = Scalar(connection, $"SELECT to_regnamespace('{place.Schema}')::text") is string;
        using var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand(
            $"""
            {(isThere ? "" : $"CREATE SCHEMA {place.Schema};")}
            CREATE TABLE {place.Schema}.entries(idx bigint PRIMARY KEY, previous text NOT NULL, time bigint NOT NULL, signer text NOT NULL, body bytea NOT NULL, hash text NOT NULL, signature bytea NOT NULL);
            CREATE TABLE {place.Schema}.ledger_version(version integer NOT NULL);
            INSERT INTO {place.Schema}.ledger_version VALUES ({Version});
            """,
            connection,
            transaction);
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static object? Scalar(NpgsqlConnection connection, string query)
    {
        using var command = new NpgsqlCommand(query, connection);
        return command.ExecuteScalar();
    }
}
