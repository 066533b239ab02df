using System.Text;
using Lamella.Federation;
using Lamella.Storage;

namespace Lamella.Site.Egress;

/// <summary>
/// What has left a site, line by line, each bound to the one before by its hash. A line is on the disk before its message goes; many small messages of a round
/// become one line, written with the next that is not summarised. Safe on any thread.
/// </summary>
public sealed class EgressLog : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly FileStream file;
    private readonly SortedDictionary<string, (long Count, long Bytes)> pending = new(StringComparer.Ordinal);
    private string about = "";
    private EgressRecord? last;

    /// <summary>Opens or makes it; a line that a crash cut off is dropped: its message never went.</summary>
    /// <exception cref="LamellaException">A line does not hold (<see cref="ErrorCodes.EgressMismatch"/>).</exception>
    public EgressLog(string path, TimeProvider time)
    {
        this.time = time;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
        try
        {
            file.SetLength(WholeLines());
            file.Position = 0;
            last = Read(new StreamReader(file, leaveOpen: true)).LastOrDefault();
            file.Seek(0, SeekOrigin.End);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a log for reading; whoever runs the site may go on writing it.</summary>
    public static TextReader OpenText(string path) => new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

    /// <summary>Reads a log and checks its chain.</summary>
    /// <exception cref="LamellaException">A line does not hold (<see cref="ErrorCodes.EgressMismatch"/>).</exception>
    public static IEnumerable<EgressRecord> Read(TextReader lines)
    {
        using (lines)
        {
            EgressRecord? before = null;
            while (lines.ReadLine() is { } line)
            {
                var index = (before?.Index ?? -1) + 1;
                if (EgressRecord.Parse(line) is not { } record || record.Index != index || record.Previous != (before?.Hash ?? "") || record.Hash != record.HashOf())
                    throw new LamellaException(ErrorCodes.EgressMismatch, $"Line {index + 1} of the egress log does not hold: it was changed, or one before it is missing.", "Keep the folder as it is and ask who has had access.");
                before = record;
                yield return record;
            }
        }
    }

    /// <summary>Counts small messages; they are written with the next line, or when what they are about changes.</summary>
    public void Count(EgressKind kind, string about, long bytes)
    {
        lock (gate)
        {
            if (about != this.about)
                Flush();
            this.about = about;
            var (count, sum) = pending.GetValueOrDefault(kind.Name);
            pending[kind.Name] = (count + 1, sum + bytes);
        }
    }

    /// <summary>Writes a line. When this returns it survives a crash, and the message may go.</summary>
    /// <exception cref="LamellaException">No room (<see cref="ErrorCodes.DiskFull"/>); the message must not go.</exception>
    public void Append(string kind, string about, long bytes, string sha256, long offset = 0)
    {
        lock (gate)
        {
            var lines = Pending();
            lines.Add(Next(kind, about, 1, bytes, offset, sha256, lines.LastOrDefault()));
            Write(lines);
        }
    }

    /// <summary>Writes what was counted.</summary>
    public void Flush()
    {
        lock (gate)
            Write(Pending());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (LamellaException)
        {
            // A full disk at the end: the counts of the last round are lost, no message is.
        }

        file.Dispose();
    }

    private List<EgressRecord> Pending()
    {
        var lines = new List<EgressRecord>();
        foreach (var (kind, (count, bytes)) in pending)
            lines.Add(Next(kind, about, count, bytes, 0, "", lines.LastOrDefault()));
        return lines;
    }

    private EgressRecord Next(string kind, string about, long count, long bytes, long offset, string sha256, EgressRecord? before = null)
    {
        before ??= last;
        var record = new EgressRecord((before?.Index ?? -1) + 1, time.GetUtcNow().ToUnixTimeMilliseconds(), kind, about, count, bytes, offset, sha256, before?.Hash ?? "", "");
        return record with { Hash = record.HashOf() };
    }

    private void Write(List<EgressRecord> lines)
    {
        if (lines.Count == 0)
            return;
        DurableFile.Append(file, Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l.ToLine() + "\n"))));
        last = lines[^1];
        pending.Clear();
    }

    private long WholeLines()
    {
        for (var position = file.Length; position > 0; position--)
        {
            file.Position = position - 1;
            if (file.ReadByte() == '\n')
                return position;
        }

        return 0;
    }
}
