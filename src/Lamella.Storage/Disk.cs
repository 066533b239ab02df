using System.Runtime.InteropServices;
using Lamella.Federation;

namespace Lamella.Storage;

/// <summary>What a disk says when it is full, turned into the one fault for it.</summary>
internal static class Disk
{
    private const int ReadOnlyFlag = 0;
    private const int NoSpace = 28, ReadOnlyDisk = 30, OverQuota = 122, WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether the fault means that the disk is full or not writable.</summary>
    public static bool IsFull(Exception fault) =>
        fault is UnauthorizedAccessException or IOException { HResult: NoSpace or ReadOnlyDisk or OverQuota or WindowsDiskFull };

    /// <summary>The fault for people.</summary>
    public static LamellaException Full(string path, Exception fault) => new(
        ErrorCodes.DiskFull, $"'{path}' could not be written: {fault.Message}", "Free space; what stood still goes on by itself when there is room.", fault);

    /// <summary>Does something on the disk; a full disk is said as such.</summary>
    public static void Guard(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception fault) when (IsFull(fault))
        {
            throw Full(path, fault);
        }
    }

    /// <summary>Makes a folder, durably; nothing happens when it is there.</summary>
    public static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null)
            MakeFolder(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null)
            FlushFolder(parent);
    }

    /// <summary>Gives a flushed file its name, durably.</summary>
    public static void Place(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes what could not be finished; the first fault is the one to tell.</summary>
    public static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Makes a rename durable. Only Unix has folders that can be flushed, and .NET has no call for it; elsewhere the file system sees to it.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenFile(folder, ReadOnlyFlag);
        if (descriptor < 0)
            return;
        var flushed = FlushFile(descriptor);
        _ = CloseFile(descriptor);
        if (flushed != 0)
            throw new IOException($"The folder '{folder}' could not be flushed to the disk.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FlushFile(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int CloseFile(int descriptor);
}
