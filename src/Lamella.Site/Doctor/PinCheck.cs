using Lamella.Federation;
using Lamella.Transport.Line;

namespace Lamella.Site.Doctor;

/// <summary>Whether whoever answers is the coordinator; a device that looks into TLS is named by the issuer of what it shows.</summary>
/// <param name="probe">The way to the coordinator.</param>
public sealed class PinCheck(HubProbe probe) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "coordinator";

    /// <inheritdoc />
    public string? After => "tls";

    /// <inheritdoc />
    public async Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        var answer = await probe.HandshakeAsync(cancellation).ConfigureAwait(false);
        var exempt = $"Have {probe.Address} exempted from TLS inspection (TLS 1.3, HTTP/2), or look for an attack.";
        return answer switch
        {
            { IsCoordinator: false } => new DoctorFinding(
                Name, DoctorVerdict.Fail, $"At {probe.Address} somebody answers who is not the coordinator: the certificate was issued by '{answer.Issuer}'.", exempt, ErrorCodes.TlsIntercepted),
            { HasName: false } => new DoctorFinding(
                Name, DoctorVerdict.Fail, $"The certificate at {probe.Address} is for another name.", "Dial the coordinator by the name that stands in the join code.", ErrorCodes.TlsIntercepted),
            { IsCoordinator: true } => new DoctorFinding(Name, DoctorVerdict.Pass, "Whoever answers has a certificate of the federation's own authority; nobody looks into the line."),
            { IsOfThisMachine: true } => new DoctorFinding(
                Name, DoctorVerdict.Warn, $"This machine trusts '{answer.Issuer}', who issued the certificate. A federation's authority is its own, so that this looks like TLS inspection.", exempt, ErrorCodes.TlsIntercepted),
            _ => new DoctorFinding(
                Name, DoctorVerdict.Warn, $"Before joining nobody can tell whether it is the coordinator: certificate issued by '{answer.Issuer}', key SHA-256 {answer.KeySha256[..16]}.",
                "Joining tells, by the join code. If the issuer is a device of the hospital, have it pass TLS through."),
        };
    }
}
