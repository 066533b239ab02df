using System.Text;

namespace Lamella.Site.Work;

/// <summary>Lines of a stream that nobody vouches for: never more than one line of a bounded length in memory.</summary>
/// <param name="stream">The stream.</param>
internal sealed class BoundedLines(Stream stream)
{
    /// <summary>Longest line, in bytes.</summary>
    public const int Longest = 4096;

    private readonly byte[] buffer = new byte[Longest];
    private int start, end;

    /// <summary>The next line without its end; null at the end of the stream. A line that is too long comes as its beginning, which is no line of a worker.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
                return Take(length, length + 1);
            if (end - start == Longest)
                return Take(Longest, Longest);
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation).ConfigureAwait(false);
            if (read == 0)
                return end == 0 ? null : Take(end, end);
            end += read;
        }
    }

    private string Take(int length, int used)
    {
        var line = Encoding.UTF8.GetString(buffer, start, length);
        start += used;
        return line;
    }
}
