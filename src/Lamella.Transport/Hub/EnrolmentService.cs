using Google.Protobuf;
using Grpc.Core;
using Lamella.Federation;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>The one service that can be called without a certificate.</summary>
internal sealed class EnrolmentService(IEnrolmentDesk desk, Callers callers, ProtocolVersion speaks) : Wire.Enrolment.EnrolmentBase
{
    public override async Task<Wire.CertificateReply> Join(Wire.JoinRequest request, ServerCallContext context)
    {
        try
        {
            speaks.Agree(request.Lowest, request.Highest, "");
            return Reply(await desk.JoinAsync(request.Site, request.Secret.Memory, request.Request.Memory).ConfigureAwait(false));
        }
        catch (LamellaException fault)
        {
            throw WireFaults.ToWire(fault);
        }
    }

    public override async Task<Wire.CertificateReply> Renew(Wire.RenewRequest request, ServerCallContext context)
    {
        var site = callers.Require(context);
        try
        {
            return Reply(await desk.RenewAsync(site, request.Request.Memory).ConfigureAwait(false));
        }
        catch (LamellaException fault)
        {
            throw WireFaults.ToWire(fault);
        }
    }

    private Wire.CertificateReply Reply(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        new() { Certificate = ByteString.CopyFrom(certificate.RawData), Federation = desk.Federation, Authority = ByteString.CopyFrom(desk.Authority.RawData), LedgerKey = desk.LedgerKey };
}
