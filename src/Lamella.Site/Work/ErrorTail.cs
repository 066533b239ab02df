using System.Text;

namespace Lamella.Site.Work;

/// <summary>Reads a worker's standard error to its end and keeps the last of it.</summary>
internal sealed class ErrorTail
{
    /// <summary>Bytes kept.</summary>
    private const int Kept = 4096;

    private readonly Lock gate = new();
    private readonly byte[] tail = new byte[Kept];
    private int length;

    /// <summary>Reads on until the stream ends.</summary>
    public async Task DrainAsync(Stream stream)
    {
        var buffer = new byte[Kept];
        try
        {
            while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
                Add(buffer.AsSpan(0, read));
        }
        catch (IOException)
        {
            // The worker is gone; what it said before stays.
        }
    }

    /// <summary>The end of it.</summary>
    public string Text()
    {
        lock (gate)
            return Encoding.UTF8.GetString(tail, 0, length);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            var stays = Math.Min(length, Kept - bytes.Length);
            tail.AsSpan(length - stays, stays).CopyTo(tail);
            bytes.CopyTo(tail.AsSpan(stays));
            length = stays + bytes.Length;
        }
    }
}
