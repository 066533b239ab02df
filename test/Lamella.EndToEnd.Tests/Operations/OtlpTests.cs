using System.Net;
using System.Text;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Testing;
using Lamella.Testing.Network;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>Metrics go to a collector where the standard variable names one, and nowhere else.</summary>
public class OtlpTests
{
    [Fact]
    public async Task A_coordinator_tells_a_collector_of_itself_when_it_is_asked_to()
    {
        using var folder = new TemporaryFolder();
        var (port, collector) = (Ports.Free(), Ports.Free());
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{collector}/");
        listener.Start();
        var heard = HearAsync(listener, "/v1/metrics");
        Assert.Equal(0, (await LamellaProcess.RunAsync("coordinator", "init", folder.File("hub"), "--federation", "test", "--address", $"127.0.0.1:{port}", "--listen", $"127.0.0.1:{port}")).Exit);
        using var hub = LamellaProcess.StartAs(["env", $"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{collector}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"], ["coordinator", "run", folder.File("hub")]);
        await hub.HearAsync("runs: it listens");
        Assert.Equal(0, await hub.EndAsync());
        var text = await heard.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("lamella-coordinator", text, StringComparison.Ordinal);
        Assert.Contains("lamella.ledger.append.duration", text, StringComparison.Ordinal);
    }

    private static async Task<string> HearAsync(HttpListener listener, string path)
    {
        while (true)
        {
            var call = await listener.GetContextAsync();
            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            call.Response.ContentType = "application/x-protobuf";
            call.Response.Close();
            if (call.Request.Url!.AbsolutePath == path)
                return Encoding.Latin1.GetString(body.ToArray());
        }
    }
}
