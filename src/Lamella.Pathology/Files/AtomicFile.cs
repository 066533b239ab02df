using System.Reflection;
using Lamella.Federation;

namespace Lamella.Pathology.Files;

/// <summary>A file is either wholly there or not there: written beside its place, flushed to the disk, then renamed.</summary>
public static class AtomicFile
{
    private const int NoSpace = 28, ReadOnlyDisk = 30, OverQuota = 122, WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Writes a file. A disk that is full or not writable is <see cref="ErrorCodes.DiskFull"/> and leaves what was there before.</summary>
    /// <param name="path">Where; missing folders are made.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        var temporary = $"{full}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception fault)
        {
            DeleteQuietly(temporary);
            // The HDF5 writer calls through reflection, which wraps what the disk says.
            var cause = fault is TargetInvocationException { InnerException: { } inner } ? inner : fault;
            if (Directory.Exists(full) || cause is UnauthorizedAccessException or DirectoryNotFoundException or PathTooLongException or IOException { HResult: NoSpace or ReadOnlyDisk or OverQuota or WindowsDiskFull })
                throw new LamellaException(ErrorCodes.DiskFull, $"'{path}' could not be written: {cause.Message}", "Free space or choose another folder, then run the command again.", fault);
            throw;
        }
    }

    /// <summary>What could not even be begun need not be removed; the first fault is the one to tell.</summary>
    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Writes text as UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });
}
