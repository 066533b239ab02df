using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Lamella.Transport.Identity;

namespace Lamella.Transport.Line;

/// <summary>How a site gets its certificate, and a new one in time.</summary>
public static class Joining
{
    /// <summary>Takes the key that came as a credential, or makes one in the folder, trades the code for a certificate and keeps it.</summary>
    /// <param name="code">The join code.</param>
    /// <param name="folder">The identity's folder.</param>
    /// <param name="proxy">The hospital's proxy; null: none.</param>
    /// <param name="leaving">Told bytes and SHA-256 of the request before it goes.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="Lamella.Federation.LamellaException">The code does not count, or the coordinator does not answer.</exception>
    public static async Task<SiteIdentity> JoinAsync(JoinCode code, string folder, IWebProxy? proxy, Action<long, string> leaving, CancellationToken cancellation)
    {
        var key = SiteKeyFile.OpenOrMake(folder);
        using var channel = HubChannel.Of(code, proxy);
        try
        {
            var request = new Wire.JoinRequest
            {
                Lowest = ProtocolVersion.Own.Lowest,
                Highest = ProtocolVersion.Own.Highest,
                Site = code.Site.Value,
                Secret = ByteString.CopyFrom(code.Secret),
                Request = ByteString.CopyFrom(SigningRequest.Make(key, code.Site.Value)),
            };
            Tell(leaving, request);
            var reply = await new Wire.Enrolment.EnrolmentClient(channel.Channel).JoinAsync(request, cancellationToken: cancellation).ConfigureAwait(false);
            return SiteIdentity.Keep(
                folder, key, X509CertificateLoader.LoadCertificate(reply.Certificate.Span), X509CertificateLoader.LoadCertificate(reply.Authority.Span), code.Address, reply.LedgerKey);
        }
        catch (RpcException fault)
        {
            throw channel.Explain(fault);
        }
    }

    /// <summary>Gets a new certificate for the same key, on a connection of its own.</summary>
    public static async Task RenewAsync(SiteIdentity identity, IWebProxy? proxy, Action<long, string> leaving, CancellationToken cancellation)
    {
        using var channel = HubChannel.Of(identity, proxy);
        try
        {
            var request = new Wire.RenewRequest { Request = ByteString.CopyFrom(SigningRequest.Make(identity.Key, identity.Site.Value)) };
            Tell(leaving, request);
            var reply = await new Wire.Enrolment.EnrolmentClient(channel.Channel).RenewAsync(request, cancellationToken: cancellation).ConfigureAwait(false);
            identity.Renew(X509CertificateLoader.LoadCertificate(reply.Certificate.Span));
        }
        catch (RpcException fault)
        {
            throw channel.Explain(fault);
        }
    }

    private static void Tell(Action<long, string> leaving, IMessage request)
    {
        var bytes = request.ToByteArray();
        leaving(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
