using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>Whether there is room, looked at before minutes are spent.</summary>
internal static class BundleRoom
{
    private const long Megabyte = 1 << 20;

    /// <summary>Refuses to begin without it.</summary>
    /// <param name="folder">Where the room is wanted; it exists.</param>
    /// <param name="megabytes">How much.</param>
    /// <exception cref="LamellaException">There is less.</exception>
    public static void Require(string folder, int megabytes)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace / Megabyte;
        if (free < megabytes)
            throw new LamellaException(ErrorCodes.DiskFull, $"'{folder}' has {free} MB free; the bundle takes up to {megabytes} MB there.", "Make room, or name another place with --out.");
    }
}
