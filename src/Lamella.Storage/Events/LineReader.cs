namespace Lamella.Storage.Events;

/// <summary>Lines of bytes, each ending with a line feed; memory for one line.</summary>
internal sealed class LineReader : IDisposable
{
    private const int Longest = 64 << 20;

    private readonly string path;
    private readonly FileStream file;
    private byte[] buffer = new byte[1 << 16];
    private int start, end, length;
    private bool dry;

    public LineReader(string path)
    {
        this.path = path;
        file = LedgerSource.OpenFile(path);
    }

    /// <summary>The line, without its line feed.</summary>
    public ReadOnlySpan<byte> Line => buffer.AsSpan(start, length);

    /// <summary>Whether the line has its line feed; only the last may have none.</summary>
    public bool Ended { get; private set; }

    /// <summary>Goes to the next line; false when there is none.</summary>
    public bool Next()
    {
        start += length + (Ended ? 1 : 0);
        (length, Ended) = (0, false);
        while (true)
        {
            var found = buffer.AsSpan(start + length, end - start - length).IndexOf((byte)'\n');
            if (found >= 0)
            {
                (length, Ended) = (length + found, true);
                return true;
            }

            length = end - start;
            if (dry)
                return length > 0;
            Fill();
        }
    }

    public void Dispose() => file.Dispose();

    private void Fill()
    {
        buffer.AsSpan(start, length).CopyTo(buffer);
        (start, end) = (0, length);
        if (end == buffer.Length && buffer.Length >= Longest)
            throw LedgerSource.Unreadable(path, "a line in it is longer than any entry can be");
        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = file.Read(buffer, end, buffer.Length - end);
        end += read;
        dry = read == 0;
    }
}
