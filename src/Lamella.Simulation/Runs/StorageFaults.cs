using Lamella.Federation;

namespace Lamella.Simulation.Runs;

/// <summary>Turns the disk's complaints into ours, once, at the rim.</summary>
public static class StorageFaults
{
    private const int LinuxNoSpace = 28, LinuxQuota = 122, WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether the disk has no room.</summary>
    public static bool IsFull(IOException fault) => fault.HResult is LinuxNoSpace or LinuxQuota or WindowsDiskFull;

    /// <summary>The fault with its code and remedy.</summary>
    public static LamellaException Full(string folder, IOException fault) => new(
        ErrorCodes.DiskFull, $"No room is left for {folder}.", "Make room and give the same command again: it goes on from the last finished round.", fault);
}
