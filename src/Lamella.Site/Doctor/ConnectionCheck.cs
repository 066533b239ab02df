using Lamella.Transport.Line;

namespace Lamella.Site.Doctor;

/// <summary>A TCP connection to what is dialled.</summary>
/// <param name="probe">The way to the coordinator.</param>
public sealed class ConnectionCheck(HubProbe probe) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "connection";

    /// <inheritdoc />
    public string? After => "name";

    /// <inheritdoc />
    public async Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        await probe.ConnectAsync(cancellation).ConfigureAwait(false);
        return new DoctorFinding(Name, DoctorVerdict.Pass, $"{probe.Dialled} takes connections.");
    }
}
