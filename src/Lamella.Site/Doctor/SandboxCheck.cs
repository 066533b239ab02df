using Lamella.Site.Work;

namespace Lamella.Site.Doctor;

/// <summary>What training is locked in, tried out.</summary>
/// <param name="detect">Tries it.</param>
public sealed class SandboxCheck(Func<Confinement> detect) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "sandbox";

    /// <inheritdoc />
    public string? After => null;

    /// <inheritdoc />
    public Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        var found = detect();
        return Task.FromResult(found.IsInForce
            ? new DoctorFinding(Name, DoctorVerdict.Pass, found.Description)
            : new DoctorFinding(Name, DoctorVerdict.Warn, found.Description, "Training would run as this user, with all that this user may do."));
    }
}
