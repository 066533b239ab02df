using Microsoft.Data.Sqlite;

namespace Lamella.Storage.Events;

/// <summary>What SQLite says of a disk.</summary>
internal static class SqliteFaults
{
    private const int ReadOnly = 8, Full = 13;

    // Extended codes of SQLITE_IOERR (10) that come from writing: write, fsync, dir_fsync, truncate, delete, shmsize, commit_atomic. SQLite itself says
    // SQLITE_FULL for "no space", but not for a used-up quota or for what is found out only when the file is flushed.
    private const int Write = 778, Flush = 1034, FlushFolder = 1290, Truncate = 1546, Delete = 2570, SharedMemorySize = 4874, CommitAtomic = 7690;

    /// <summary>Whether the disk is full or cannot be written. A disk that cannot be read is something else, and waiting for room would not help it.</summary>
    public static bool IsFull(SqliteException fault) =>
        fault.SqliteErrorCode is ReadOnly or Full || fault.SqliteExtendedErrorCode is Write or Flush or FlushFolder or Truncate or Delete or SharedMemorySize or CommitAtomic;
}
