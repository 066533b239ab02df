using System.Text;

namespace Lamella.Site.Purging;

/// <summary>Looks for hashes in files and their names, wherever they stand in them; the first digits are enough, since folders are named by those.</summary>
internal sealed class TraceSearch
{
    private const int Digits = 16;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> starts;

    /// <summary>A search for hashes in lower-case hex.</summary>
    public TraceSearch(IEnumerable<string> hashes) =>
        starts = hashes.Select(h => h[..Digits]).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether one of them stands in a text.</summary>
    public bool IsIn(string text)
    {
        var run = new StringBuilder();
        foreach (var c in text)
        {
            if (Found(run, c))
                return true;
        }

        return false;
    }

    /// <summary>Whether one of them stands in a file.</summary>
    public bool IsIn(FileInfo file)
    {
        var run = new StringBuilder();
        var buffer = new byte[1 << 16];
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                if (Found(run, (char)c))
                    return true;
            }
        }

        return false;
    }

    /// <summary>One letter on: keeps the last hex digits in a row, and compares them once there are enough.</summary>
    private bool Found(StringBuilder run, char c)
    {
        if (!char.IsAsciiHexDigitLower(c))
        {
            run.Clear();
            return false;
        }

        if (run.Length == Digits)
            run.Remove(0, 1);
        run.Append(c);
        if (run.Length < Digits)
            return false;
        Span<char> digits = stackalloc char[Digits];
        run.CopyTo(0, digits, Digits);
        return starts.Contains(digits);
    }
}
