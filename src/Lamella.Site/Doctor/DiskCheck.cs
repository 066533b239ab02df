using System.Globalization;

namespace Lamella.Site.Doctor;

/// <summary>Room in the site's folder.</summary>
/// <param name="folder">The folder, or the nearest above it that exists.</param>
/// <param name="free">Bytes free at a path.</param>
/// <param name="needed">Bytes that the studies known here need at most.</param>
public sealed class DiskCheck(string folder, Func<string, long> free, long needed) : IDoctorCheck
{
    /// <summary>Below this a site does not begin.</summary>
    public const long Least = 1_000_000_000;

    /// <summary>Below this it is tight.</summary>
    public const long Good = 5_000_000_000;

    private const string Remedy = "Give the folder a larger disk, or make room: logs, old copies, folders of studies that are over.";

    /// <inheritdoc />
    public string Name => "disk";

    /// <inheritdoc />
    public string? After => null;

    /// <summary>Bytes free where a path is, or will be.</summary>
    public static long FreeAt(string path)
    {
        var there = Path.GetFullPath(path);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
            there = above;
        return new DriveInfo(there).AvailableFreeSpace;
    }

    /// <inheritdoc />
    public Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        var found = free(folder);
        var words = $"{Megabytes(found)} are free{(needed > 0 ? $"; the studies known here take {Megabytes(needed)} at most" : "")}.";
        return Task.FromResult(
            found < Math.Max(Least, needed) ? new DoctorFinding(Name, DoctorVerdict.Fail, words, Remedy)
            : found < Good ? new DoctorFinding(Name, DoctorVerdict.Warn, words, Remedy)
            : new DoctorFinding(Name, DoctorVerdict.Pass, words));
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
}
