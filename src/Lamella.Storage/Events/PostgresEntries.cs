using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Federation.Ledger;
using Npgsql;

namespace Lamella.Storage.Events;

/// <summary>The table of entries through one connection. What the database says comes out as it is.</summary>
internal sealed class PostgresEntries : IDisposable
{
    private readonly PostgresPlace place;
    private readonly NpgsqlCommand insert, select, hashes, remove;

    public PostgresEntries(NpgsqlConnection connection, PostgresPlace place)
    {
        this.place = place;
        var table = place.Schema + ".entries";
        // One statement, so one transaction and one round trip, and all of the entries or none.
        insert = new NpgsqlCommand(
            $"INSERT INTO {table}(idx, previous, time, signer, body, hash, signature) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bytea[], $6::text[], $7::bytea[])",
            connection);
        select = new NpgsqlCommand($"SELECT idx, previous, time, signer, body, hash, signature FROM {table} WHERE idx >= $1 AND idx < $2 ORDER BY idx", connection);
        hashes = new NpgsqlCommand($"SELECT idx, hash FROM {table} WHERE idx >= $1 ORDER BY idx LIMIT $2", connection);
        remove = new NpgsqlCommand($"DELETE FROM {table} WHERE idx >= $1", connection);
    }

    /// <summary>Appends; when this returns they are on the server's disk.</summary>
    public void Insert(IReadOnlyList<LedgerEntry> entries)
    {
        Set(
            insert,
            Column(entries, e => e.Index),
            Column(entries, e => e.Previous),
            Column(entries, e => e.Time),
            Column(entries, e => e.Signer.ToString()),
            Column(entries, e => Bytes(e.Body)),
            Column(entries, e => e.Hash),
            Column(entries, e => Bytes(e.Signature)));
        insert.ExecuteNonQuery();
    }

    /// <summary>Entries of a range, all in memory: a connection has one reader at a time.</summary>
    public IReadOnlyList<LedgerEntry> Read(long from, long end)
    {
        Set(select, from, end);
        using var reader = select.ExecuteReader();
        var entries = new List<LedgerEntry>();
        while (reader.Read())
            entries.Add(Entry(reader));
        return entries;
    }

    /// <summary>Indexes and hashes from an index on.</summary>
    public IReadOnlyList<(long Index, string Hash)> Hashes(long from, int most)
    {
        Set(hashes, from, most);
        using var reader = hashes.ExecuteReader();
        var found = new List<(long, string)>();
        while (reader.Read())
            found.Add((reader.GetInt64(0), reader.GetString(1)));
        return found;
    }

    /// <summary>The index and hash of the last entry; null when there is none.</summary>
    public (long Index, string Hash)? Last()
    {
        using var command = new NpgsqlCommand($"SELECT idx, hash FROM {place.Schema}.entries ORDER BY idx DESC LIMIT 1", insert.Connection);
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetString(1)) : null;
    }

    /// <summary>Takes entries back that nobody was told of.</summary>
    public void RemoveFrom(long index)
    {
        Set(remove, index);
        remove.ExecuteNonQuery();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { insert, select, hashes, remove })
            command.Dispose();
    }

    private LedgerEntry Entry(NpgsqlDataReader reader)
    {
        var index = reader.GetInt64(0);
        var signer = Signer.Parse(reader.GetString(3))
            ?? throw PostgresFaults.Unreadable(place, $"entry {index} has no signer", "Restore the database, or take another site's copy of the ledger.");
        return new LedgerEntry(index, reader.GetString(1), reader.GetInt64(2), signer, Immutable(reader, 4), reader.GetString(5), Immutable(reader, 6));
    }

    private static ImmutableArray<byte> Immutable(NpgsqlDataReader reader, int column) => ImmutableCollectionsMarshal.AsImmutableArray(reader.GetFieldValue<byte[]>(column));

    private static byte[] Bytes(ImmutableArray<byte> bytes) => ImmutableCollectionsMarshal.AsArray(bytes)!;

    private static T[] Column<T>(IReadOnlyList<LedgerEntry> entries, Func<LedgerEntry, T> field) => [.. entries.Select(field)];

    private static void Set(NpgsqlCommand command, params object[] values)
    {
        command.Parameters.Clear();
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
    }
}
