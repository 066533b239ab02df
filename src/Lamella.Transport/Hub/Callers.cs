using Grpc.Core;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>Who calls: the certificate of the connection, held against the ledger at every call. The one port is open to those who have none yet.</summary>
internal sealed class Callers(IEnrolmentDesk desk)
{
    /// <summary>The site that calls, and until when its certificate holds.</summary>
    public (SiteId Site, DateTimeOffset Until) Require(ServerCallContext context)
    {
        try
        {
            var certificate = context.GetHttpContext().Connection.ClientCertificate
                ?? throw new LamellaException(ErrorCodes.CallerRefused, "The call comes without a certificate.", "Join the federation first: ./lamella site join --code CODE.");
            return (desk.Know(certificate), certificate.NotAfter.ToUniversalTime());
        }
        catch (LamellaException fault)
        {
            throw WireFaults.ToWire(fault);
        }
    }
}
