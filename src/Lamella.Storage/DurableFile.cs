using Lamella.Federation;

namespace Lamella.Storage;

/// <summary>
/// Files that are wholly there or not there, whenever the power fails: written beside their place, flushed to the disk, renamed, and the folder flushed.
/// A disk that is full or not writable is <see cref="ErrorCodes.DiskFull"/> and leaves what was there before.
/// </summary>
public static class DurableFile
{
    private const string Beside = ".part";

    /// <summary>Replaces a file; what a crash left half written beside it is overwritten.</summary>
    /// <param name="path">Where; missing folders are made. Nobody else may be writing it.</param>
    /// <param name="write">Writes the content.</param>
    public static void Replace(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + Beside;
        try
        {
            Disk.Guard(path, () =>
            {
                Disk.MakeFolder(Path.GetDirectoryName(full)!);
                WriteFlushed(temporary, write);
                Disk.Place(temporary, full);
            });
        }
        catch
        {
            Disk.Remove(temporary);
            throw;
        }
    }

    /// <summary>Writes a file and flushes it: for a folder that <see cref="PlaceFolder"/> gives its name when all files are in it.</summary>
    /// <param name="path">Where; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write) => Disk.Guard(path, () => WriteFlushed(path, write));

    /// <summary>Adds to the end of an open file and flushes it to the disk; when that fails, the file is as it was.</summary>
    /// <param name="file">The file, at its end.</param>
    /// <param name="content">What is added.</param>
    public static void Append(FileStream file, ReadOnlySpan<byte> content)
    {
        var start = file.Position;
        try
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (Disk.IsFull(fault))
        {
            file.SetLength(start);
            file.Position = start;
            throw Disk.Full(file.Name, fault);
        }
    }

    /// <summary>Makes a folder, and those above it, unless it is there.</summary>
    /// <param name="path">Where.</param>
    public static void MakeFolder(string path) => Disk.Guard(path, () => Disk.MakeFolder(Path.GetFullPath(path)));

    /// <summary>Gives a folder of flushed files its name.</summary>
    /// <param name="temporary">The folder as it was filled.</param>
    /// <param name="place">Its name, on the same disk; must not exist.</param>
    public static void PlaceFolder(string temporary, string place) => Disk.Guard(place, () =>
    {
        Disk.FlushFolder(temporary);
        Directory.Move(temporary, place);
        Disk.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(place))!);
    });

    /// <summary>Removes a file, or a folder with all that is in it; nothing happens when it is not there. It does not come back when the power fails.</summary>
    /// <param name="path">Where.</param>
    public static void Remove(string path) => Disk.Guard(path, () =>
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is not { } above || !Directory.Exists(above))
            return;
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
        Disk.FlushFolder(above);
    });

    private static void WriteFlushed(string path, Action<Stream> write)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        write(file);
        file.Flush(flushToDisk: true);
    }
}
