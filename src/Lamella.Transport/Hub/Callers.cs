using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>Who calls: the certificate of the connection, held against the ledger at every call. The one port is open to those who have none yet.</summary>
internal sealed class Callers(IEnrolmentDesk desk, IHubLines lines, TimeProvider time)
{
    /// <summary>The site that calls.</summary>
    public SiteId Require(ServerCallContext context)
    {
        try
        {
            return Know(CertificateOf(context));
        }
        catch (LamellaException fault)
        {
            throw WireFaults.ToWire(fault);
        }
    }

    /// <summary>The site that makes a call that lasts; the caller disposes the guard with the call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="refused">Told when the certificate counts no longer.</param>
    public CallGuard Watch(ServerCallContext context, Action<LamellaException>? refused = null)
    {
        var site = Require(context);
        return new CallGuard(site, CertificateOf(context), Know, refused, time, context.CancellationToken);
    }

    private static X509Certificate2 CertificateOf(ServerCallContext context) => context.GetHttpContext().Connection.ClientCertificate
        ?? throw new LamellaException(ErrorCodes.CallerRefused, "The call comes without a certificate.", "Join the federation first: ./lamella site join --code CODE.");

    /// <summary>The coordinator's people see it, too, when a certificate of this federation is turned away.</summary>
    private SiteId Know(X509Certificate2 certificate)
    {
        try
        {
            return desk.Know(certificate);
        }
        catch (LamellaException fault)
        {
            if (desk.NameIn(certificate) is { } site)
                lines.TurnAway(site, fault);
            throw;
        }
    }
}
