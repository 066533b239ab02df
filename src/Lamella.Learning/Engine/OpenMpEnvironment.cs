using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lamella.Learning.Engine;

/// <summary>
/// Variables that size the thread pools of libgomp and MKL. Both read them when they are loaded, from the environment the process was started
/// with; .NET keeps its own copy of it, so setting them inside the process reaches neither. A parent sets them for its child.
/// </summary>
public static unsafe class OpenMpEnvironment
{
    private const string StartEnvironment = "/proc/self/environ";
    private const string Maps = "/proc/self/maps";

    /// <summary>What a parent sets for a child that trains with <paramref name="threads"/> threads: pool sizes, and waiting without spinning.</summary>
    public static ImmutableDictionary<string, string> Variables(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var count = threads.ToString(CultureInfo.InvariantCulture);
        return ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("OMP_NUM_THREADS", count),
            KeyValuePair.Create("MKL_NUM_THREADS", count),
            KeyValuePair.Create("OMP_DYNAMIC", "FALSE"),
            KeyValuePair.Create("MKL_DYNAMIC", "FALSE"),
            KeyValuePair.Create("OMP_WAIT_POLICY", "PASSIVE"),
        ]);
    }

    /// <summary>True when this process was started with all <see cref="Variables"/> of that number of threads; also where the start environment cannot be read (not Linux).</summary>
    public static bool IsInForce(int threads)
    {
        if (!File.Exists(StartEnvironment))
            return true;
        var started = File.ReadAllText(StartEnvironment).Split('\0', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return Variables(threads).All(v => started.Contains($"{v.Key}={v.Value}"));
    }

    /// <summary>
    /// Threads that the loaded libgomp gives a fresh thread, by its own account; 0 where it cannot be asked (no libgomp in this process).
    /// </summary>
    public static int OpenMpThreads()
    {
        TorchEngine.Load();
        if (!File.Exists(Maps) || LoadedLibrary() is not { } path || !NativeLibrary.TryLoad(path, out var library))
            return 0;
        var ask = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "omp_get_max_threads");
        var threads = 0;
        // The calling thread may have been given its own number; a new one starts from the environment.
        var asker = new Thread(() => threads = ask());
        asker.Start();
        asker.Join();
        return threads;
    }

    private static string? LoadedLibrary() => File.ReadLines(Maps)
        .Select(line => line.IndexOf('/') is >= 0 and var at ? line[at..] : "")
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libgomp", StringComparison.Ordinal));
}
