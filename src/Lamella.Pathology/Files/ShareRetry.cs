namespace Lamella.Pathology.Files;

/// <summary>How long a slow or dropping share is waited for.</summary>
public sealed record ShareRetryOptions
{
    /// <summary>Tries before a file is given up, 1 to 20. 6 unless given: with the pauses between, about half a minute.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>Pause after the first failed try, doubled after each further one. 1 s unless given.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock that pauses are measured by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Repeats what an I/O error interrupted. A fault of the content is not repeated: it would be the same again.</summary>
internal static class ShareRetry
{
    private const int NoSpace = 28;

    /// <summary>Runs <paramref name="work"/>, again after each I/O error, as often as the options allow; then the last error is thrown.</summary>
    public static T Run<T>(ShareRetryOptions options, Func<T> work, CancellationToken cancellationToken = default)
    {
        var pause = options.FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return work();
            }
            catch (IOException fault) when (attempt < options.Tries && IsTransient(fault))
            {
                Task.Delay(pause, options.Time, cancellationToken).GetAwaiter().GetResult();
                pause *= 2;
            }
        }
    }

    /// <summary>Whether waiting may help: everything a disk or a share says but "full". A vanished folder is a share that dropped.</summary>
    private static bool IsTransient(IOException fault) => fault is not (PathTooLongException or EndOfStreamException) && fault.HResult != NoSpace;

    /// <summary>Reads a file to its end. It is content that is to blame for a fault only when every byte of the file can be read.</summary>
    public static void ReadWhole(string path, CancellationToken cancellationToken = default)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        var buffer = new byte[1 << 20];
        while (stream.Read(buffer) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }
}
