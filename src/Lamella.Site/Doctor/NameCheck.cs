using Lamella.Transport.Line;

namespace Lamella.Site.Doctor;

/// <summary>The name that is dialled: the coordinator's, or the proxy's.</summary>
/// <param name="probe">The way to the coordinator.</param>
public sealed class NameCheck(HubProbe probe) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "name";

    /// <inheritdoc />
    public string? After => null;

    /// <inheritdoc />
    public async Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        var found = await probe.ResolveAsync(cancellation).ConfigureAwait(false);
        return new DoctorFinding(Name, DoctorVerdict.Pass, $"{probe.Dialled} is {string.Join(", ", found)}.");
    }
}
