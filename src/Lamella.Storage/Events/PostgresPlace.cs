using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Lamella.Federation;
using Npgsql;

namespace Lamella.Storage.Events;

/// <summary>Where a ledger is in PostgreSQL: how to get there, and how to name it without a secret.</summary>
internal sealed partial class PostgresPlace
{
    private readonly string connectionString;

    /// <exception cref="LamellaException">The connection string or the schema's name cannot be used. The message repeats nothing of the string.</exception>
    public PostgresPlace(string connectionString, string schema)
    {
        if (!SchemaName().IsMatch(schema) || schema.StartsWith("pg_", StringComparison.Ordinal))
            throw Unusable($"'{schema}' is no name for a schema", "Take a letter, then letters, digits and underscores, all lower case, at most 63.");
        var settings = Parse(connectionString);
        if (string.IsNullOrEmpty(settings.Host) || settings.Host.Contains(',', StringComparison.Ordinal))
            throw Unusable("the connection string does not name one server", "Name one: Host=...;Database=...;Username=...");
        Schema = schema;
        Name = $"{settings.Database ?? settings.Username}/{schema} at {settings.Host}:{settings.Port}";

        // The lock belongs to one connection; a pool would hand it to others. Nothing that is logged or thrown may hold a password or a body.
        settings.Pooling = false;
        settings.Enlist = false;
        settings.Multiplexing = false;
        settings.PersistSecurityInfo = false;
        settings.IncludeErrorDetail = false;
        settings.LogParameters = false;
        settings.TcpKeepAlive = true;
        settings.ApplicationName ??= "Lamella";
        this.connectionString = settings.ConnectionString;
    }

    /// <summary>The schema's name; needs no escaping.</summary>
    public string Schema { get; }

    /// <summary>Database, schema and server, for people.</summary>
    public string Name { get; }

    /// <summary>Key of the lock that the one writer holds. Locks are a database's own, so the schema tells ledgers apart.</summary>
    public long LockKey => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes("lamella-ledger\n" + Schema)));

    /// <summary>A connection, not open.</summary>
    public NpgsqlConnection NewConnection() => new(connectionString);

    /// <summary>What Npgsql says of a wrong string may repeat a part of a password with a semicolon in it, so it is not passed on.</summary>
    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            throw Unusable("the connection string has a keyword or a value that is not known", "Write it as Host=...;Database=...;Username=...; quote values that hold a semicolon.");
        }
    }

    private static LamellaException Unusable(string why, string remedy) => new(ErrorCodes.UsageWrong, $"The ledger's database cannot be used: {why}.", remedy);

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex SchemaName();
}
