using Lamella.Pathology.Files;

namespace Lamella.Pathology.Slides;

/// <summary>
/// A slide that survives a share's hiccup. After a failed read the library's handle is of no use; the file is then read whole, waiting for the share
/// where need be, the slide opened again and the read repeated. Failing again with every byte readable, the slide is damaged.
/// </summary>
internal sealed class ReopeningSlide : ISlide
{
    private readonly string path;
    private readonly ShareRetryOptions retry;
    private readonly Func<string, ISlide> open;
    private readonly CancellationToken cancellationToken;
    private readonly Lock gate = new();

    // Handles given up stay open until the end: another thread may be in one.
    private readonly List<ISlide> opened = [];
    private volatile ISlide current;

    public ReopeningSlide(string path, ShareRetryOptions retry, Func<string, ISlide> open, CancellationToken cancellationToken)
    {
        (this.path, this.retry, this.open, this.cancellationToken) = (path, retry, open, cancellationToken);
        current = Reach(() =>
        {
            try
            {
                return open(path);
            }
            catch (SlideException fault) when (fault.Finding.Code is Quality.FindingCodes.Unreadable or Quality.FindingCodes.Damaged)
            {
                RequireEveryByte();
                return open(path);
            }
        });
        opened.Add(current);
    }

    public SlideInfo Info => current.Info;

    public IReadOnlyList<SlideLevel> Levels => current.Levels;

    public IReadOnlyList<IdentifyingMatter> Identifying => current.Identifying;

    public (double X, double Y) Read(int level, long x, long y, int width, int height, Span<byte> bgrx)
    {
        var used = current;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return used.Read(level, x, y, width, height, bgrx);
            }
            catch (SlideException) when (attempt == 1 || !IsThere())
            {
                if (attempt > retry.Tries)
                    throw SlideException.Unreachable("the share drops again and again");
                used = Reopened(used);
            }
        }
    }

    public void Dispose() => opened.ForEach(slide => slide.Dispose());

    private ISlide Reopened(ISlide failed)
    {
        lock (gate)
        {
            // Another thread was here first.
            if (current != failed)
                return current;
            var again = Reach(() =>
            {
                RequireEveryByte();
                return open(path);
            });
            opened.Add(again);
            return current = again;
        }
    }

    private void RequireEveryByte()
    {
        foreach (var file in SlideOpener.FilesOf(path))
            ShareRetry.ReadWhole(file, cancellationToken);
    }

    /// <summary>Whether every byte can be read now; a share may have dropped again since it was waited for.</summary>
    private bool IsThere()
    {
        try
        {
            RequireEveryByte();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private ISlide Reach(Func<ISlide> work)
    {
        try
        {
            return ShareRetry.Run(retry, work, cancellationToken);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw SlideException.NotPermitted(fault);
        }
        catch (IOException fault)
        {
            throw SlideException.Unreachable(fault is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : "reading it failed", fault);
        }
    }
}
