using Lamella.Learning.Engine;

namespace Lamella.Site.Doctor;

/// <summary>The tensor engine, loaded.</summary>
public sealed class EngineCheck : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "engine";

    /// <inheritdoc />
    public string? After => null;

    /// <inheritdoc />
    public Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        TorchEngine.Load();
        return Task.FromResult(new DoctorFinding(Name, DoctorVerdict.Pass, "The tensor engine (libtorch) loads."));
    }
}
