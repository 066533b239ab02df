using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Connections that hold on to the port and say nothing, or nearly nothing.</summary>
[Collection(nameof(HostileGround))]
public class ConnectionTests(HostileGround ground, ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task Five_hundred_connections_at_once_leave_the_sites_and_the_memory_alone()
    {
        var (rounds, live, peak) = await ground.WhileOthersWorkAsync(async () =>
        {
            var streams = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => DialAsync()));
            Assert.All(streams, s => Assert.True(s.IsAuthenticated));
            foreach (var stream in streams)
                await stream.DisposeAsync();
        });
        output.WriteLine($"{rounds} rounds meanwhile; alive {live >> 10} KiB more, at most {peak >> 20} MiB more in memory");
    }

    [Fact]
    public async Task Slow_connections_are_ended_by_the_coordinator_while_rounds_go_on()
    {
        var (rounds, _, _) = await ground.WhileOthersWorkAsync(async () =>
        {
            // Half of a TLS record's head; nothing at all; and a request whose bytes drip.
            var slow = Enumerable.Range(0, 50).Select(i => EndedAsync(i % 2 == 0 ? [0x16, 0x03] : [])).ToList();
            await Task.WhenAll([.. slow, DripAsync()]).WaitAsync(Longest);
        });
        output.WriteLine($"{rounds} rounds meanwhile");
        Assert.True(rounds > 0);
    }

    /// <summary>Until the other end closes a connection on which these bytes came and nothing else.</summary>
    private async Task EndedAsync(byte[] bytes)
    {
        using var client = await OpenAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(bytes);
        try
        {
            while (await stream.ReadAsync(new byte[100]) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }
    }

    private async Task DripAsync()
    {
        using var http = HostileDialling.Http(ground.Federation.Settings.PublicAddress, ground.Mallory.Certificate);
        using var content = new DrippingContent();
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lamella.v1.Enrolment/Join") { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        try
        {
            using var answer = await http.SendAsync(request);
            Assert.Contains(answer.Headers.Concat(answer.TrailingHeaders), h => h.Key == "lamella-code");
        }
        catch (HttpRequestException)
        {
            // The coordinator has reset the stream.
        }
    }

    private async Task<SslStream> DialAsync()
    {
        var client = await OpenAsync();
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, presented, _, _) => presented is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", ApplicationProtocols = [SslApplicationProtocol.Http2] });
        return tls;
    }

    private async Task<TcpClient> OpenAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(ground.Federation.Settings.Listen));
        return client;
    }

    /// <summary>The head of a message of 100 bytes, and then a byte each half second.</summary>
    private sealed class DrippingContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 0, 100 });
            await stream.FlushAsync();
            for (var i = 0; i < 99; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500));
                await stream.WriteAsync(new byte[1]);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
