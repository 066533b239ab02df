using Lamella.Federation;

namespace Lamella.Simulation.Results;

/// <summary>Writes a file whole or not at all: beside its place, flushed to disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes; a disk that is full or not writable is <see cref="ErrorCodes.DiskFull"/> and leaves what was there before.</summary>
    public static void Write(string path, Action<Stream> content)
    {
        var temporary = path + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new LamellaException(
                ErrorCodes.DiskFull,
                $"{path} could not be written: {e.Message}",
                "Free space or choose a folder that can be written, then run the same command again.", e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report; the leftover has a name of its own and is overwritten next time.
        }
    }
}
