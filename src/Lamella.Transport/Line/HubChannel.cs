using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Lamella.Federation;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Line;

/// <summary>
/// A site's connection to its coordinator: TLS 1.3, HTTP/2, the federation's own authority and nobody else's. Pings keep it open through firewalls that
/// cut what is idle for a minute.
/// </summary>
public sealed class HubChannel : IDisposable
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(20), PingWait = TimeSpan.FromSeconds(20), ConnectWait = TimeSpan.FromSeconds(20);

    private readonly string address;
    private readonly Func<X509Certificate2, bool> isCoordinator;
    private string? intercepted;

    private HubChannel(string address, X509Certificate2? certificate, Func<X509Certificate2, bool> isCoordinator, IWebProxy? proxy)
    {
        (this.address, this.isCoordinator) = (address, isCoordinator);
        var tls = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, presented, _, errors) => Accept(presented as X509Certificate2, errors),
        };
        if (certificate is not null)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        Channel = GrpcChannel.ForAddress($"https://{address}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = tls,
                KeepAlivePingDelay = Ping,
                KeepAlivePingTimeout = PingWait,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                ConnectTimeout = ConnectWait,
                EnableMultipleHttp2Connections = true,
                UseProxy = proxy is not null,
                Proxy = proxy,
            },
            DisposeHttpClient = true,
            // There is nothing for a user to set: blobs come in pieces.
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        });
    }

    internal GrpcChannel Channel { get; }

    /// <summary>A connection with a site's certificate.</summary>
    public static HubChannel Of(Identity.SiteIdentity identity, IWebProxy? proxy = null) =>
        new(identity.Address, identity.Certificate, presented => Identity.AuthorityChain.Holds(identity.Authority, presented, Identity.AuthorityChain.ServerUse), proxy);

    /// <summary>A connection to join with: the join code says whose key must answer.</summary>
    public static HubChannel Of(Identity.JoinCode code, IWebProxy? proxy = null) =>
        new(code.Address, null, presented => SHA256.HashData(presented.PublicKey.ExportSubjectPublicKeyInfo()).AsSpan().SequenceEqual(code.CoordinatorSha256), proxy);

    /// <summary>What went wrong, in words: told by the other end, or of the line.</summary>
    public LamellaException Explain(RpcException fault)
    {
        if (WireFaults.FromWire(fault) is { } told)
            return told;
        if (intercepted is { } issuer)
        {
            return new LamellaException(
                ErrorCodes.TlsIntercepted,
                $"At {address} somebody answers who is not the coordinator: the certificate was issued by '{issuer}'.",
                $"Have {address} exempted from TLS inspection (TLS 1.3, HTTP/2), or look for an attack.",
                fault);
        }

        return new LamellaException(ErrorCodes.Unreachable, $"The coordinator at {address} cannot be reached: {Cause(fault)}", "Check address, firewall and proxy; it is tried again.", fault);
    }

    /// <inheritdoc />
    public void Dispose() => Channel.Dispose();

    private static string Cause(RpcException fault)
    {
        Exception e = fault.Status.DebugException ?? fault;
        while (e.InnerException is { } inner)
            e = inner;
        return e.Message;
    }

    /// <summary>The name must be the one that was dialled, the certificate the coordinator's.</summary>
    private bool Accept(X509Certificate2? presented, SslPolicyErrors errors)
    {
        var accepted = presented is not null && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && isCoordinator(presented);
        intercepted = accepted ? null : presented?.Issuer ?? "nobody";
        return accepted;
    }
}
