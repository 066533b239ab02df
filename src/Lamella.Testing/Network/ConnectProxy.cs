using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lamella.Testing.Network;

/// <summary>A hospital's HTTP proxy on loopback: CONNECT, with or without basic authentication; one that looks into TLS when it is given a certificate.</summary>
public sealed class ConnectProxy : IAsyncDisposable
{
    private const int LongestHead = 8192;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    /// <summary>Opens the proxy.</summary>
    public ConnectProxy()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>User and password as <c>user:password</c>; null: anybody may pass.</summary>
    public string? Credentials { get; init; }

    /// <summary>Whether every destination is forbidden.</summary>
    public bool IsForbidding { get; init; }

    /// <summary>The certificate it answers with in the destination's place; null: it passes TLS through.</summary>
    public X509Certificate2? Inspecting { get; init; }

    /// <summary>Whether an inspecting proxy offers HTTP/2.</summary>
    public bool OffersHttp2 { get; init; } = true;

    /// <summary>Destinations that were let through.</summary>
    public ConcurrentQueue<string> Passed { get; } = [];

    /// <summary>Requests that were refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    /// <summary>Bytes that an inspecting proxy has read in the clear.</summary>
    public long BytesSeen { get; private set; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        listener.Stop();
        await accepting.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await HeadAsync(stream).ConfigureAwait(false) is { } head)
                {
                    var destination = head.Split(' ')[1];
                    if (Why(head) is { } refusal)
                    {
                        Refused.Enqueue(destination);
                        await WriteAsync(stream, refusal).ConfigureAwait(false);
                        continue;
                    }

                    Passed.Enqueue(destination);
                    await WriteAsync(stream, "HTTP/1.1 200 Connection established\r\n\r\n").ConfigureAwait(false);
                    await (Inspecting is { } certificate ? InspectAsync(stream, certificate) : PassAsync(stream, destination)).ConfigureAwait(false);
                    return;
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or did not take the certificate.
            }
        }
    }

    private string? Why(string head) =>
        IsForbidding ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        : Credentials is null || head.Contains($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials))}\r\n", StringComparison.OrdinalIgnoreCase) ? null
        : "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"hospital\"\r\nContent-Length: 0\r\n\r\n";

    private async Task InspectAsync(NetworkStream stream, X509Certificate2 certificate)
    {
        await using var tls = new SslStream(stream);
        var how = new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = OffersHttp2 ? [SslApplicationProtocol.Http2] : null };
        await tls.AuthenticateAsServerAsync(how, stop.Token).ConfigureAwait(false);
        var buffer = new byte[4096];
        for (int count; (count = await tls.ReadAsync(buffer, stop.Token).ConfigureAwait(false)) > 0;)
            BytesSeen += count;
    }

    private async Task PassAsync(NetworkStream stream, string destination)
    {
        using var hub = new TcpClient();
        await hub.ConnectAsync(IPEndPoint.Parse(destination), stop.Token).ConfigureAwait(false);
        await using var there = hub.GetStream();
        await Task.WhenAny(stream.CopyToAsync(there, stop.Token), there.CopyToAsync(stream, stop.Token)).ConfigureAwait(false);
    }

    /// <summary>A request's head, byte by byte, so that nothing behind it is lost; null at the end.</summary>
    private async Task<string?> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < LongestHead)
        {
            if (await stream.ReadAsync(one, stop.Token).ConfigureAwait(false) == 0)
                return null;
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                return head.ToString();
        }

        return null;
    }

    private Task WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), stop.Token).AsTask();
}
