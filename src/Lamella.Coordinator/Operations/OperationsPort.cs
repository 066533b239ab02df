using System.Net;
using System.Net.Sockets;
using Lamella.Federation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lamella.Coordinator.Operations;

/// <summary>
/// What those who run the machine ask: <c>/health</c> (the process lives), <c>/ready</c> (it can do its work) and <c>/metrics</c>. Plain HTTP without a login,
/// so it listens on loopback and nowhere else; an agent on the machine takes it from there.
/// </summary>
internal sealed class OperationsPort : IAsyncDisposable
{
    private readonly WebApplication server;

    private OperationsPort(WebApplication server) => this.server = server;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(server.Urls.Single());

    /// <summary>Opens it.</summary>
    /// <param name="address"><c>address:port</c>; port 0 takes any that is free.</param>
    /// <param name="page">What is counted.</param>
    /// <param name="ready">Looks whether the coordinator can do its work.</param>
    /// <exception cref="LamellaException">The address is not on loopback, or the port is taken.</exception>
    public static async Task<OperationsPort> StartAsync(string address, PrometheusPage page, Func<Task<Readiness>> ready)
    {
        if (!IPEndPoint.TryParse(address, out var point) || !IPAddress.IsLoopback(point.Address))
            throw new LamellaException(ErrorCodes.UsageWrong, $"'{address}' is no ADDRESS:PORT on loopback for metrics.", "Say for instance --metrics 127.0.0.1:9464; metrics have no login and are for agents on the machine.");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(point, listen => listen.Protocols = HttpProtocols.Http1));
        var server = builder.Build();
        server.MapGet("/health", () => Results.Text("alive\n"));
        server.MapGet("/metrics", () => Results.Text(page.Write(), PrometheusPage.ContentType));
        server.MapGet("/ready", async () =>
        {
            var now = await ready().ConfigureAwait(false);
            return Results.Text(now.IsReady ? "ready\n" : string.Join('\n', now.Why) + "\n", statusCode: now.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        var port = new OperationsPort(server);
        try
        {
            await server.StartAsync().ConfigureAwait(false);
            return port;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await port.DisposeAsync().ConfigureAwait(false);
            throw new LamellaException(ErrorCodes.Unreachable, $"The port {address} for metrics cannot be opened: {e.Message}", "End what listens there, or choose another with --metrics.", e);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();
}
