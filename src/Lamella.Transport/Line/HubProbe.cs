using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Lamella.Federation;

namespace Lamella.Transport.Line;

/// <summary>
/// The way to a coordinator step by step, for somebody who looks where it ends. Nothing of the site goes over it, neither certificate nor name: a TLS handshake,
/// and one request without content, whose answer has the time. Each step is a connection of its own.
/// </summary>
/// <param name="address">The coordinator, host:port.</param>
/// <param name="proxy">The hospital's proxy; null: none.</param>
/// <param name="authority">The federation's authority; null: not known yet.</param>
public sealed class HubProbe(string address, Uri? proxy, X509Certificate2? authority)
{
    private const int LongestHead = 8 << 10;

    private readonly (string Host, int Port) hub = Split(address);

    /// <summary>The coordinator, host:port.</summary>
    public string Address => address;

    /// <summary>What is dialled: the proxy where there is one, else the coordinator.</summary>
    public string Dialled => proxy is null ? address : $"{proxy.Host}:{proxy.Port}";

    /// <summary>Addresses of what is dialled.</summary>
    /// <exception cref="LamellaException">Its name is not known (<see cref="ErrorCodes.Unreachable"/>).</exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancellation)
    {
        var host = proxy?.Host ?? hub.Host;
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new LamellaException(ErrorCodes.Unreachable, $"The name '{host}' is not known here: {fault.Message}.", "Look for a wrong letter; ask the network's people whether this machine's name servers know it.", fault);
        }
    }

    /// <summary>Opens a connection to what is dialled, and closes it.</summary>
    /// <exception cref="LamellaException">It cannot be reached (<see cref="ErrorCodes.Unreachable"/>).</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await using var stream = await DialAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Has the proxy connect to the coordinator, and closes that.</summary>
    /// <exception cref="LamellaException">The proxy does not (<see cref="ErrorCodes.ProxyRefused"/>).</exception>
    public async Task TunnelAsync(CancellationToken cancellation)
    {
        await using var stream = await DialAsync(cancellation).ConfigureAwait(false);
        await PassProxyAsync(stream, cancellation).ConfigureAwait(false);
    }

    /// <summary>Shakes hands with whoever answers at the coordinator's address.</summary>
    /// <exception cref="LamellaException">Nobody does who speaks TLS 1.3 (<see cref="ErrorCodes.Unreachable"/>), or no protocol is agreed on (<see cref="ErrorCodes.Http2Missing"/>).</exception>
    public async Task<HubAnswer> HandshakeAsync(CancellationToken cancellation)
    {
        var (tls, answer) = await ShakeAsync(cancellation).ConfigureAwait(false);
        await tls.DisposeAsync().ConfigureAwait(false);
        return answer;
    }

    /// <summary>The coordinator's time, to the second; null when its answer has none.</summary>
    /// <exception cref="LamellaException">Whoever answers is not the coordinator (<see cref="ErrorCodes.TlsIntercepted"/>), or does not answer.</exception>
    public async Task<DateTimeOffset?> TimeAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectCallback = (_, stop) => PlainAsync(stop), SslOptions = Options((presented, errors) => AnswerOf(presented, errors) is { IsCoordinator: not false, HasName: true }) });
        using var request = new HttpRequestMessage(HttpMethod.Head, $"https://{address}/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            return response.Headers.Date;
        }
        catch (HttpRequestException fault)
        {
            throw new LamellaException(ErrorCodes.Unreachable, $"At {address} a request is not answered: {fault.InnerException?.Message ?? fault.Message}", "Look at the lines before this one.", fault);
        }
    }

    private static (string Host, int Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), out var port) && port > 0
            ? (address[..colon].Trim('[', ']'), port)
            : throw new LamellaException(ErrorCodes.UsageWrong, $"'{address}' is no address of a coordinator.", "Write it as host:port, as in the join code.");
    }

    private SslClientAuthenticationOptions Options(Func<X509Certificate2?, SslPolicyErrors, bool> accept) => new()
    {
        TargetHost = hub.Host,
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        RemoteCertificateValidationCallback = (_, presented, _, errors) => accept(presented as X509Certificate2, errors),
    };

    private async Task<(SslStream Stream, HubAnswer Answer)> ShakeAsync(CancellationToken cancellation)
    {
        var tls = new SslStream(await PlainAsync(cancellation).ConfigureAwait(false));
        HubAnswer? seen = null;
        try
        {
            // Whoever it is, is told; nothing is sent to them.
            await tls.AuthenticateAsClientAsync(Options((presented, errors) => (seen = AnswerOf(presented, errors)) is not null), cancellation).ConfigureAwait(false);
            return (tls, seen! with { IsHttp2 = tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 });
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or SocketException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (HubChannel.IsOfAlpn(fault) || (fault.InnerException is { } inner && HubChannel.IsOfAlpn(inner)))
                throw Http2Missing(fault);
            throw new LamellaException(
                ErrorCodes.Unreachable, $"At {address} nobody shakes hands by TLS 1.3: {(fault.InnerException ?? fault).Message}", "Ask the coordinator's people whether it runs there, and the network's people what stands in between.", fault);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What is said of somebody who speaks no HTTP/2.</summary>
    private LamellaException Http2Missing(Exception fault) => new(
        ErrorCodes.Http2Missing, $"At {address} somebody answers who speaks no HTTP/2.", $"If a proxy stands before {address}, have it pass TLS through as it is, or speak HTTP/2 (ALPN h2) to both sides.", fault);

    private HubAnswer? AnswerOf(X509Certificate2? presented, SslPolicyErrors errors) => presented is null ? null : new HubAnswer(
        IsHttp2: false,
        presented.Issuer,
        Convert.ToHexStringLower(SHA256.HashData(presented.PublicKey.ExportSubjectPublicKeyInfo())),
        !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch),
        !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors),
        // A clock that is wrong is another fault than a stranger.
        authority is null ? null : Identity.AuthorityChain.Holds(authority, presented, Identity.AuthorityChain.ServerUse, atAnyTime: true));

    /// <summary>A connection to the coordinator's address, through the proxy where there is one.</summary>
    private async ValueTask<Stream> PlainAsync(CancellationToken cancellation)
    {
        var stream = await DialAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (proxy is not null)
                await PassProxyAsync(stream, cancellation).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Stream> DialAsync(CancellationToken cancellation)
    {
        var (host, port) = proxy is null ? hub : (proxy.Host, proxy.Port);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new LamellaException(
                ErrorCodes.Unreachable, $"{(proxy is null ? "The coordinator" : "The proxy")} at {host}:{port} cannot be reached: {fault.Message}.",
                proxy is null ? $"Have the firewall let this machine out to {host}:{port} (TCP), or dial through the hospital's proxy (--proxy)." : "Correct the proxy's address in site.json.", fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task PassProxyAsync(Stream stream, CancellationToken cancellation)
    {
        var user = proxy!.UserInfo.Length == 0 ? "" : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo)))}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n{user}\r\n"), cancellation).ConfigureAwait(false);
        var status = (await HeadAsync(stream, cancellation).ConfigureAwait(false)).Split(' ', 3);
        if (status is ["HTTP/1.1" or "HTTP/1.0", "200", ..])
            return;
        var said = status.Length > 1 ? $" (HTTP {status[1]})" : "";
        throw status is [_, "407", ..]
            ? new LamellaException(ErrorCodes.ProxyRefused, $"The proxy does not take the user and password{said}.", "Correct 'proxy' in the site's site.json: http://user:password@host:port.")
            : new LamellaException(ErrorCodes.ProxyRefused, $"The proxy does not let the line to {address} through{said}.", $"Have the proxy allow CONNECT to {address}, or correct 'proxy' in the site's site.json.");
    }

    /// <summary>A proxy's answer, byte by byte, so that nothing behind it is lost.</summary>
    private static async Task<string> HeadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < LongestHead && await stream.ReadAsync(one, cancellation).ConfigureAwait(false) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                break;
        }

        return head.ToString();
    }
}
