using System.Collections;
using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Storage.Events;

/// <summary>A ledger for reading, whether a store's file or a text; which of them, its first bytes tell. The file is never changed.</summary>
public sealed class LedgerSource : IEnumerable<LedgerEntry>, IDisposable
{
    private readonly string path;
    private readonly SqliteEventStore? store;

    private LedgerSource(string path, SqliteEventStore? store) => (this.path, this.store) = (path, store);

    private static ReadOnlySpan<byte> SqliteStart => "SQLite format 3\0"u8;

    /// <summary>Opens a ledger.</summary>
    /// <exception cref="LamellaException">There is no such file, or it is no ledger.</exception>
    public static LedgerSource Open(string path)
    {
        var first = new byte[SqliteStart.Length];
        int read;
        using (var file = OpenFile(path))
            read = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        if (read == first.Length && SqliteStart.SequenceEqual(first))
            return new LedgerSource(path, new SqliteEventStore(path, readOnly: true));
        if (read == first.Length && System.Text.Encoding.ASCII.GetString(first) == LedgerText.FirstLine)
            return new LedgerSource(path, null);
        throw Unreadable(path, read == 0 ? "it is empty" : "it is neither a ledger's store nor its text");
    }

    /// <inheritdoc />
    public IEnumerator<LedgerEntry> GetEnumerator() => (store?.Read(0) ?? LedgerText.Read(path)).GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public void Dispose() => store?.Dispose();

    internal static LamellaException Unreadable(string path, string why, Exception? inner = null) =>
        new(ErrorCodes.LedgerUnreadable, $"'{path}' cannot be read as a ledger: {why}.", "Check the path; another site's copy or an export can take its place.", inner);

    internal static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new LamellaException(ErrorCodes.FileMissing, $"The ledger '{path}' cannot be opened.", "Check the path and who may read it.", fault);
        }
    }
}
