using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lamella.Coordinator.Hosting;
using Lamella.Site.Hosting;
using Lamella.Transport.Identity;

namespace Lamella.EndToEnd.Tests.Processes.Canaries;

/// <summary>
/// Sits between sites and coordinator with the keys of both, which only a test that owns their folders has, and keeps the plaintext of all that sites send.
/// </summary>
/// <param name="target">Where the coordinator listens.</param>
/// <param name="coordinator">The coordinator's folder.</param>
/// <param name="placeOf">A site's folder.</param>
internal sealed class TappedLine(string target, string coordinator, Func<string, string> placeOf) : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly MemoryStream sent = new();
    private readonly List<Exception> broken = [];

    /// <summary>Where to dial; listens from here on.</summary>
    public string Open()
    {
        listener.Start();
        _ = AcceptAsync();
        return listener.LocalEndpoint.ToString()!;
    }

    /// <summary>Everything that sites have sent, as it was before encryption.</summary>
    public byte[] Sent()
    {
        lock (sent)
            return sent.ToArray();
    }

    /// <summary>What went wrong here and not in the product.</summary>
    public IReadOnlyList<Exception> Broken => broken;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            using var hub = new TcpClient();
            await hub.ConnectAsync(IPEndPoint.Parse(target), end.Token);
            await using var from = new SslStream(client.GetStream());
            await using var to = new SslStream(hub.GetStream());
            await from.AuthenticateAsServerAsync(AsCoordinator(), end.Token);
            var site = (from.RemoteCertificate as X509Certificate2)?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            await to.AuthenticateAsClientAsync(AsSite(site), end.Token);
            await Task.WhenAny(CopyAsync(from, to, Keep), CopyAsync(to, from, _ => { }));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            broken.Add(e);
        }
    }

    private SslServerAuthenticationOptions AsCoordinator()
    {
        var folder = CoordinatorFolder.Open(coordinator);
        using var authority = folder.OpenAuthority();
        using var key = folder.OpenPortKey();
        using var issued = authority.IssueServer(key, ["127.0.0.1"], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        return new SslServerAuthenticationOptions
        {
            ServerCertificate = X509CertificateLoader.LoadPkcs12(issued.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null),
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null or { Subject.Length: > 0 },
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            EnabledSslProtocols = SslProtocols.Tls13,
        };
    }

    private SslClientAuthenticationOptions AsSite(string? site)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            EnabledSslProtocols = SslProtocols.Tls13,
        };
        if (site is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(SiteIdentity.Open(new SiteFolder(placeOf(site)).Identity).Certificate, null, offline: true);
        return options;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (sent)
            sent.Write(bytes);
    }

    private async Task CopyAsync(Stream from, Stream to, KeepBytes keep)
    {
        var buffer = new byte[1 << 14];
        for (int read; (read = await from.ReadAsync(buffer, end.Token)) > 0;)
        {
            keep(buffer.AsSpan(0, read));
            await to.WriteAsync(buffer.AsMemory(0, read), end.Token);
        }
    }

    private delegate void KeepBytes(ReadOnlySpan<byte> bytes);
}
