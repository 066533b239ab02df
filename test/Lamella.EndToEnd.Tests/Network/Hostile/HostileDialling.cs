using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Connections that do not care who answers, with any certificate or none.</summary>
internal static class HostileDialling
{
    /// <summary>For calls; the caller disposes it.</summary>
    public static GrpcChannel Channel(string address, X509Certificate2? certificate) =>
        GrpcChannel.ForAddress($"https://{address}", new GrpcChannelOptions { HttpHandler = Handler(certificate), DisposeHttpClient = true, MaxSendMessageSize = null });

    /// <summary>For bytes; the caller disposes it.</summary>
    public static HttpClient Http(string address, X509Certificate2? certificate) => new(Handler(certificate))
    {
        BaseAddress = new Uri($"https://{address}"),
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static SocketsHttpHandler Handler(X509Certificate2? certificate)
    {
        var tls = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13, RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null };
        if (certificate is not null)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        return new SocketsHttpHandler { SslOptions = tls, UseProxy = false };
    }
}
