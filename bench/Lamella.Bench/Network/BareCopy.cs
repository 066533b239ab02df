using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lamella.Bench.Network;

/// <summary>The machine's limit: bytes through bare TLS 1.3 on loopback, each received byte hashed once and written once, flushed at the end.</summary>
internal static class BareCopy
{
    private const int Piece = 256 << 10;

    /// <summary>Copies.</summary>
    /// <param name="folder">For the files.</param>
    /// <param name="connections">Connections at once.</param>
    /// <param name="bytes">Bytes over each.</param>
    public static async Task RunAsync(string folder, int connections, long bytes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var receiving = Enumerable.Range(0, connections).Select(async i => await ReceiveAsync(await listener.AcceptTcpClientAsync(), certificate, Path.Combine(folder, $"bare-{i}"))).ToList();
        var sending = Enumerable.Range(0, connections).Select(_ => SendAsync(((IPEndPoint)listener.LocalEndpoint).Port, certificate, bytes)).ToList();
        await Task.WhenAll(receiving.Concat(sending));
    }

    private static async Task SendAsync(int port, X509Certificate2 certificate, long bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(client.GetStream(), false, (_, presented, _, _) => presented!.GetCertHashString() == certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls13 });
        var piece = new byte[Piece];
        for (var left = bytes; left > 0; left -= piece.Length)
            await tls.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)));
        await tls.ShutdownAsync();

        // Until the other side has closed: a connection that is closed with session tickets unread is reset, and with it what was sent last.
        while (await tls.ReadAsync(piece) > 0)
        {
        }
    }

    private static async Task ReceiveAsync(TcpClient client, X509Certificate2 certificate, string path)
    {
        using (client)
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls13 });
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var piece = new byte[Piece];
            for (int count; (count = await tls.ReadAsync(piece)) > 0;)
            {
                hash.AppendData(piece.AsSpan(0, count));
                await file.WriteAsync(piece.AsMemory(0, count));
            }

            file.Flush(flushToDisk: true);
        }
    }
}
