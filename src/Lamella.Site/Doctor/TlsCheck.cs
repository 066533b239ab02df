using Lamella.Federation;
using Lamella.Transport.Line;

namespace Lamella.Site.Doctor;

/// <summary>TLS 1.3 and HTTP/2 with whoever answers.</summary>
/// <param name="probe">The way to the coordinator.</param>
public sealed class TlsCheck(HubProbe probe) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "tls";

    /// <inheritdoc />
    public string? After => "proxy";

    /// <inheritdoc />
    public async Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        var answer = await probe.HandshakeAsync(cancellation).ConfigureAwait(false);
        return answer.IsHttp2
            ? new DoctorFinding(Name, DoctorVerdict.Pass, "TLS 1.3, HTTP/2 (ALPN h2).")
            : new DoctorFinding(
                Name, DoctorVerdict.Fail, $"At {probe.Address} somebody answers by TLS 1.3 who speaks no HTTP/2.", "Have what stands before the coordinator pass TLS through as it is.", ErrorCodes.Http2Missing);
    }
}
