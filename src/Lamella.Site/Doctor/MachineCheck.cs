using System.Globalization;

namespace Lamella.Site.Doctor;

/// <summary>Cores and memory.</summary>
/// <param name="cores">Cores that the program may use.</param>
/// <param name="memory">Bytes of memory that it may use.</param>
public sealed class MachineCheck(int cores, long memory) : IDoctorCheck
{
    /// <summary>Below this a study on slides may not fit.</summary>
    public const long GoodMemory = 4_000_000_000;

    /// <inheritdoc />
    public string Name => "machine";

    /// <inheritdoc />
    public string? After => null;

    /// <summary>This machine.</summary>
    public static MachineCheck OfThis() => new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <inheritdoc />
    public Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"{cores} {(cores == 1 ? "core" : "cores")}, {memory / 1e9:0.#} GB of memory.");
        return Task.FromResult(cores < 2 || memory < GoodMemory
            ? new DoctorFinding(Name, DoctorVerdict.Warn, words, "It trains, and slowly; a study on many tiles may not fit. Two cores and 4 GB are a good beginning.")
            : new DoctorFinding(Name, DoctorVerdict.Pass, words));
    }
}
