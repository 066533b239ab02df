using System.Net;
using System.Net.Security;
using System.Net.Sockets;
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
    /// <summary>Longest message that is read, bytes: a coordinator cannot fill a site's memory. The longest that one sends is some hundred entries of the ledger.</summary>
    private const int MostReceived = 64 << 20;

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
                // The library's own way to connect does not know proxies.
                ConnectCallback = ConnectAsync,
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
            // There is nothing for a user to set: blobs come in pieces, and entries at most so many at once.
            MaxReceiveMessageSize = MostReceived,
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

    /// <summary>Whether a fault lies on the way to the coordinator and may pass: it is tried again.</summary>
    public static bool IsOfTheLine(LamellaException fault) => fault.Code is ErrorCodes.Unreachable or ErrorCodes.TlsIntercepted or ErrorCodes.ProxyRefused or ErrorCodes.Http2Missing;

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

        if (Inner(fault).OfType<HttpRequestException>().FirstOrDefault(e => e.HttpRequestError == HttpRequestError.ProxyTunnelError) is { } tunnel)
            return OfTheProxy(tunnel, fault);
        if (Inner(fault).OfType<HttpRequestException>().Any(e => e.HttpRequestError == HttpRequestError.VersionNegotiationError) || Inner(fault).Any(IsOfAlpn))
        {
            return new LamellaException(
                ErrorCodes.Http2Missing,
                $"At {address} somebody answers who speaks no HTTP/2.",
                $"If a proxy stands before {address}, have it pass TLS through as it is, or speak HTTP/2 (ALPN h2) to both sides.",
                fault);
        }

        return new LamellaException(ErrorCodes.Unreachable, $"The coordinator at {address} cannot be reached: {Cause(fault)}", "Check address, firewall and proxy; it is tried again.", fault);
    }

    /// <inheritdoc />
    public void Dispose() => Channel.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Cause(RpcException fault) => Inner(fault).Last().Message;

    /// <summary>The TLS alert no_application_protocol (RFC 7301, 3.2), as OpenSSL and Windows tell it.</summary>
    internal static bool IsOfAlpn(Exception e) => e.Message.Contains("no application protocol", StringComparison.Ordinal)
        || e is System.ComponentModel.Win32Exception { NativeErrorCode: unchecked((int)0x80090367) };

    private static IEnumerable<Exception> Inner(RpcException fault)
    {
        for (var e = fault.Status.DebugException ?? fault; e is not null; e = e.InnerException)
            yield return e;
    }

    private LamellaException OfTheProxy(HttpRequestException tunnel, RpcException fault) => tunnel.StatusCode == HttpStatusCode.ProxyAuthenticationRequired
        ? new LamellaException(
            ErrorCodes.ProxyRefused,
            $"The proxy does not let the line to {address} through: it does not take the user and password (HTTP 407).",
            "Correct 'proxy' in the site's site.json: http://user:password@host:port.",
            fault)
        : new LamellaException(
            ErrorCodes.ProxyRefused,
            $"The proxy does not let the line to {address} through{(tunnel.StatusCode is { } status ? $" (HTTP {(int)status})" : "")}.",
            $"Have the proxy allow CONNECT to {address}, or correct 'proxy' in the site's site.json.",
            fault);

    /// <summary>The name must be the one that was dialled, the certificate the coordinator's.</summary>
    private bool Accept(X509Certificate2? presented, SslPolicyErrors errors)
    {
        var accepted = presented is not null && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && isCoordinator(presented);
        intercepted = accepted ? null : presented?.Issuer ?? "nobody";
        return accepted;
    }
}
