using Lamella.Federation;
using TorchSharp;

namespace Lamella.Learning.Engine;

/// <summary>Loads libtorch once and sets its threads.</summary>
public static class TorchEngine
{
    private static readonly Lazy<bool> Loaded = new(LoadOnce);

    /// <summary>Loads libtorch if it is not yet loaded.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.EngineUnavailable"/>: it does not load on this machine.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>Loads libtorch and sets the threads of operations started from the calling thread (OpenMP and MKL keep that per thread).</summary>
    /// <param name="threads">At least 1.</param>
    public static void UseThreads(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Load();
        torch.set_num_threads(threads);
    }

    /// <summary>Threads of operations started from the calling thread.</summary>
    public static int Threads
    {
        get
        {
            Load();
            return torch.get_num_threads();
        }
    }

    internal static LamellaException Unavailable(Exception cause) => new(
        ErrorCodes.EngineUnavailable,
        $"The tensor engine (libtorch) does not load on this machine: {Innermost(cause).Message}",
        "Use a 64-bit x64 Linux with glibc 2.28 or newer, Windows or an Apple silicon Mac, and build again so that the native library fits it.",
        cause);

    private static bool LoadOnce()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            // Operations never run beside each other inside one trainer; sites run on threads of their own.
            torch.set_num_interop_threads(1);
            return true;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or BadImageFormatException or NotSupportedException
            or EntryPointNotFoundException or IOException)
        {
            throw Unavailable(e);
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
