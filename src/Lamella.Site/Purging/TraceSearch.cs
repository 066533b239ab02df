using System.Buffers;
using System.Text;

namespace Lamella.Site.Purging;

/// <summary>Looks for hashes in files and their names, wherever they stand in them; the first digits are enough, since folders are named by those.</summary>
internal sealed class TraceSearch
{
    private const int Digits = 16;

    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> starts;

    /// <summary>A search for hashes in lower-case hex.</summary>
    public TraceSearch(IEnumerable<string> hashes) =>
        starts = hashes.Select(h => h[..Digits]).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether one of them stands in a text.</summary>
    public bool IsIn(string text) => IsIn(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether one of them stands in a file.</summary>
    public bool IsIn(FileInfo file)
    {
        // What ends a block begins the next, so that nothing is cut.
        const int Kept = Digits - 1;
        var buffer = new byte[1 << 16];
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        for (int there = 0, count; (count = stream.Read(buffer, there, buffer.Length - there)) > 0;)
        {
            var block = buffer.AsSpan(0, there + count);
            if (IsIn(block))
                return true;
            there = Math.Min(Kept, block.Length);
            block[^there..].CopyTo(buffer);
        }

        return false;
    }

    private bool IsIn(ReadOnlySpan<byte> bytes)
    {
        // Of so many digits in a row one stands at every so-manieth place: the others are looked at where that one is a digit.
        for (var at = Digits - 1; at < bytes.Length; at += Digits)
        {
            if (!Hex.Contains(bytes[at]))
                continue;
            var from = at;
            while (from > at - Digits + 1 && Hex.Contains(bytes[from - 1]))
                from--;
            var until = at + 1;
            while (until < bytes.Length && until < at + Digits && Hex.Contains(bytes[until]))
                until++;
            for (; until - from >= Digits; from++)
            {
                if (IsOne(bytes.Slice(from, Digits)))
                    return true;
            }
        }

        return false;
    }

    private bool IsOne(ReadOnlySpan<byte> digits)
    {
        Span<char> text = stackalloc char[Digits];
        Encoding.ASCII.GetChars(digits, text);
        return starts.Contains(text);
    }
}
