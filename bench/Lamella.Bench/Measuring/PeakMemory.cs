using System.Globalization;

namespace Lamella.Bench.Measuring;

/// <summary>The most memory this process has held at once, as the kernel counts it (VmHWM).</summary>
internal static class PeakMemory
{
    /// <summary>Mebibytes; null where the system does not say.</summary>
    public static double? Mebibytes() =>
        File.Exists("/proc/self/status") ? Parse(File.ReadLines("/proc/self/status")) : null;

    /// <summary>Starts the peak anew from what is held now. False where the kernel does not allow it: the peak is then that of the whole process.</summary>
    public static bool TryReset()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads the line <c>VmHWM: n kB</c>.</summary>
    public static double? Parse(IEnumerable<string> status)
    {
        const string key = "VmHWM:";
        var line = status.FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }
}
