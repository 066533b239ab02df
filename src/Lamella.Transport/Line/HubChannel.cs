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
    private readonly Func<X509Certificate2, bool> isAuthority;
    private string? intercepted;

    private HubChannel(string address, X509Certificate2? certificate, Func<X509Certificate2, bool> isAuthority, IWebProxy? proxy)
    {
        (this.address, this.isAuthority) = (address, isAuthority);
        var tls = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, presented, chain, errors) => IsCoordinator(presented, chain, errors),
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

    /// <summary>The authority that answered; null before a connection.</summary>
    public X509Certificate2? Answered { get; private set; }

    internal GrpcChannel Channel { get; }

    /// <summary>A connection with a site's certificate.</summary>
    public static HubChannel Of(Identity.SiteIdentity identity, IWebProxy? proxy = null) =>
        new(identity.Address, identity.Certificate, authority => authority.RawData.AsSpan().SequenceEqual(identity.Authority.RawData), proxy);

    /// <summary>A connection to join with: the join code says which authority must answer.</summary>
    public static HubChannel Of(Identity.JoinCode code, IWebProxy? proxy = null) =>
        new(code.Address, null, authority => SHA256.HashData(authority.RawData).AsSpan().SequenceEqual(code.AuthoritySha256), proxy);

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

    /// <summary>The coordinator sends its authority along; the chain must end there, and the name must be the one that was dialled.</summary>
    private bool IsCoordinator(X509Certificate? presented, X509Chain? sent, SslPolicyErrors errors)
    {
        intercepted = null;
        if (presented is not X509Certificate2 certificate || sent is null)
            return false;
        var authority = sent.ChainPolicy.ExtraStore.Concat(sent.ChainElements.Select(e => e.Certificate)).FirstOrDefault(isAuthority);
        if (authority is null)
        {
            intercepted = certificate.Issuer;
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || !chain.Build(certificate))
        {
            intercepted = certificate.Issuer;
            return false;
        }

        Answered = X509CertificateLoader.LoadCertificate(authority.RawData);
        return true;
    }
}
