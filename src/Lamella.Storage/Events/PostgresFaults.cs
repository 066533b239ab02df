using System.Net.Sockets;
using Lamella.Federation;
using Npgsql;

namespace Lamella.Storage.Events;

/// <summary>What PostgreSQL and the way to it say, turned into faults for people.</summary>
internal static class PostgresFaults
{
    private const string Access = "Check the user, the password (PGPASSWORD or a password file keep it out of the connection string) and the server's pg_hba.conf.";

    /// <summary>Whether the connection is gone or not to be trusted, so that what was under way may have been done or not.</summary>
    public static bool IsLost(Exception fault) => fault switch
    {
        PostgresException said => said.SqlState.StartsWith("08", StringComparison.Ordinal) || said.SqlState.StartsWith("57", StringComparison.Ordinal)
            || said.InvariantSeverity is "FATAL" or "PANIC",
        NpgsqlException or IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether it comes from the database or the way to it.</summary>
    public static bool IsOfDatabase(Exception fault) => fault is PostgresException || IsLost(fault);

    /// <summary>The fault for people.</summary>
    /// <param name="place">Where the ledger is.</param>
    /// <param name="fault">What was said.</param>
    /// <param name="isOpen">Whether the ledger was open before: then what is wrong with the access is somebody's work in progress, and passes.</param>
    public static LamellaException Translated(PostgresPlace place, Exception fault, bool isOpen) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } full => new LamellaException(
            ErrorCodes.DiskFull, $"The server of ledger {place.Name} has no room: {full.MessageText}", "Free space there; what stood still goes on by itself when there is room.", fault),
        PostgresException said when Passes(said.SqlState) => Unavailable(place, said.MessageText, fault),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => Unreadable(place, "somebody else has written to it", "Stop the other one first: a ledger has one writer.", fault),
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } said => Unreadable(
            place, said.MessageText, "Restore the database, or take another site's copy of the ledger.", fault),
        PostgresException said when isOpen && IsOfAccess(said.SqlState) => Unavailable(place, said.MessageText, fault),
        PostgresException said when IsOfAccess(said.SqlState) => Unreadable(place, said.MessageText, Access, fault),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } said => Unreadable(
            place, said.MessageText, $"Let this user own the schema: CREATE SCHEMA {place.Schema} AUTHORIZATION the_user.", fault),
        PostgresException said => Unreadable(place, said.MessageText, "Check the database and its log.", fault),
        NpgsqlException { InnerException: null } when !isOpen => Unreadable(place, fault.Message, Access, fault),
        _ => Unavailable(place, Innermost(fault).Message, fault),
    };

    /// <summary>It cannot be reached or takes nothing, and that passes.</summary>
    public static LamellaException Unavailable(PostgresPlace place, string why, Exception? inner = null) => new(
        ErrorCodes.StorageUnavailable, $"Ledger {place.Name} is away: {Sentence(why)}", "Start or mend the database; what stood still goes on by itself when it is back.", inner);

    /// <summary>It is no ledger, or not one to go on with.</summary>
    public static LamellaException Unreadable(PostgresPlace place, string why, string remedy, Exception? inner = null) =>
        new(ErrorCodes.LedgerUnreadable, $"Ledger {place.Name} cannot be used: {Sentence(why)}", remedy, inner);

    /// <summary>
    /// Classes 08 (connection), 40 (try again), 53 (resources), 57 (an operator intervenes), 58 (the server's system), a lock that somebody holds, and a
    /// server that only reads, such as a standby. A database that was dropped (57P04) does not come back.
    /// </summary>
    private static bool Passes(string state) =>
        state is not PostgresErrorCodes.DatabaseDropped
        && (state[..2] is "08" or "40" or "53" or "57" or "58" || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction);

    private static bool IsOfAccess(string state) => state.StartsWith("28", StringComparison.Ordinal);

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;

    private static string Sentence(string text) => text.TrimEnd().TrimEnd('.') + ".";
}
