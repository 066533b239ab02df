using Lamella.Transport.Line;

namespace Lamella.Site.Doctor;

/// <summary>Whether the hospital's proxy connects to the coordinator.</summary>
/// <param name="probe">The way to the coordinator.</param>
/// <param name="isThere">Whether there is a proxy on it.</param>
public sealed class ProxyCheck(HubProbe probe, bool isThere) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "proxy";

    /// <inheritdoc />
    public string? After => "connection";

    /// <inheritdoc />
    public async Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        if (!isThere)
            return new DoctorFinding(Name, DoctorVerdict.Pass, "None is used.");
        await probe.TunnelAsync(cancellation).ConfigureAwait(false);
        return new DoctorFinding(Name, DoctorVerdict.Pass, $"{probe.Dialled} lets the line to {probe.Address} through.");
    }
}
