using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Storage.Events;

/// <summary>
/// A ledger as a text that people and other programs can read: a first line <c>lamella-ledger 1</c>, then one line per entry with index, time, signer,
/// previous hash, hash, signature (base64) and body between tabs. Every line ends with a line feed. One ledger has one text: the same bytes each time.
/// </summary>
public static class LedgerText
{
    /// <summary>The first line, without its line feed.</summary>
    public const string FirstLine = "lamella-ledger 1";

    private const int Fields = 7, ExportedAtOnce = 1000;
    private const byte Tab = (byte)'\t', LineFeed = (byte)'\n';

    /// <summary>Writes a text beside its place, flushes it to the disk and moves it there: a crash leaves the old file or the whole new one.</summary>
    /// <returns>Number of entries written.</returns>
    public static long Write(string path, IEnumerable<LedgerEntry> entries)
    {
        var count = 0L;
        DurableFile.Replace(path, file =>
        {
            WriteStart(file);
            count = WriteEntries(file, entries);
        });
        return count;
    }

    /// <summary>Writes a text that is handed out once, page by page, so that its store is free between two of them.</summary>
    /// <param name="path">A file that is not there yet; it goes away with the stream.</param>
    /// <param name="read">Entries from an index on, no more than that many.</param>
    /// <returns>The text, from its start; the caller disposes it.</returns>
    public static async Task<Stream> ExportAsync(string path, Func<long, int, Task<List<LedgerEntry>>> read)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        WriteStart(file);
        var (next, page) = (0L, new List<LedgerEntry>());
        do
        {
            page = await read(next, ExportedAtOnce).ConfigureAwait(false);
            next += WriteEntries(file, page);
        }
        while (page.Count > 0);

        file.Position = 0;
        return file;
    }

    private static void WriteStart(Stream to) => to.Write(Encoding.UTF8.GetBytes(FirstLine + "\n"));

    private static long WriteEntries(Stream to, IEnumerable<LedgerEntry> entries)
    {
        var count = 0L;
        foreach (var entry in entries)
        {
            WriteEntry(to, entry);
            count++;
        }

        return count;
    }

    /// <summary>Reads a text, line by line: a ledger need not fit into memory.</summary>
    /// <exception cref="LamellaException">It is no such text, or ends in the middle of an entry; entries before that were given.</exception>
    public static IEnumerable<LedgerEntry> Read(string path)
    {
        using var lines = new LineReader(path);
        if (!lines.Next() || !lines.Ended || !lines.Line.SequenceEqual(Encoding.UTF8.GetBytes(FirstLine)))
            throw LedgerSource.Unreadable(path, $"its first line is not '{FirstLine}'");
        for (var index = 0L; lines.Next(); index++)
        {
            if (!lines.Ended)
                throw LedgerSource.Unreadable(path, Text($"it is cut off in the middle of entry {index}"));
            yield return Parse(lines.Line) ?? throw LedgerSource.Unreadable(path, Text($"the line of entry {index} is not in the form of one"));
        }
    }

    private static void WriteEntry(Stream file, LedgerEntry entry)
    {
        if (entry.Body.AsSpan().Contains(LineFeed) || (entry.Previous + entry.Hash).AsSpan().ContainsAny('\t', '\n'))
        {
            throw new LamellaException(ErrorCodes.LedgerBroken, Text($"Entry {entry.Index} cannot be written as text: it holds a tab or line break where none can be."),
                "Say 'ledger verify' about the file, and take another copy.");
        }

        file.Write(Encoding.UTF8.GetBytes(Text(
            $"{entry.Index}\t{entry.Time}\t{entry.Signer}\t{entry.Previous}\t{entry.Hash}\t{Convert.ToBase64String(entry.Signature.AsSpan())}\t")));
        file.Write(entry.Body.AsSpan());
        file.WriteByte(LineFeed);
    }

    /// <summary>An entry from its line; null when it is none. Strict, so that a changed byte of a text never goes unseen.</summary>
    private static LedgerEntry? Parse(ReadOnlySpan<byte> line)
    {
        Span<Range> ranges = stackalloc Range[Fields];
        if (Split(line, ranges) != Fields)
            return null;
        var signer = Signer.Parse(Encoding.UTF8.GetString(line[ranges[2]]));
        if (Number(line[ranges[0]]) is not { } index || Number(line[ranges[1]]) is not { } time || signer is null || Signature(line[ranges[5]]) is not { } signature)
            return null;
        return new LedgerEntry(
            index, Encoding.UTF8.GetString(line[ranges[3]]), time, signer.Value, [.. line[ranges[6]]], Encoding.UTF8.GetString(line[ranges[4]]), [.. signature]);
    }

    /// <summary>Splits at the first tabs; the body may hold more of them.</summary>
    private static int Split(ReadOnlySpan<byte> line, Span<Range> ranges)
    {
        var start = 0;
        for (var field = 0; field < ranges.Length - 1; field++)
        {
            var length = line[start..].IndexOf(Tab);
            if (length < 0)
                return field;
            ranges[field] = start..(start + length);
            start += length + 1;
        }

        ranges[^1] = start..line.Length;
        return ranges.Length;
    }

    /// <summary>A number in its one written form.</summary>
    private static long? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length && text.SequenceEqual(Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)))
            ? value
            : null;

    /// <summary>Bytes in their one base64 form.</summary>
    private static byte[]? Signature(ReadOnlySpan<byte> text)
    {
        var written = Encoding.UTF8.GetString(text);
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(written, bytes, out var length))
            return null;
        bytes = bytes[..length];
        return Convert.ToBase64String(bytes) == written ? bytes : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
