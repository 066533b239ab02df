using System.Net.Sockets;
using System.Text.Json;
using Lamella.Federation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lamella.Transport.Local;

/// <summary>
/// Where people on the same machine talk to a running coordinator or site: HTTP on a Unix socket in its folder, which only the owner may enter. It is no port:
/// nothing of it can be reached from elsewhere.
/// </summary>
public static class LocalServer
{
    /// <summary>Longest path of a Unix socket on Linux, bytes (unix(7), sun_path with its closing zero).</summary>
    private const int LongestPath = 107;

    /// <summary>Opens the socket; a file that a killed process left there is replaced, so the caller holds the folder's lock.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="map">Adds what can be asked.</param>
    /// <exception cref="LamellaException">The path is too long, or the socket cannot be made.</exception>
    public static async Task<IAsyncDisposable> StartAsync(string path, Action<IEndpointRouteBuilder> map)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
            throw new LamellaException(ErrorCodes.UsageWrong, $"The path '{path}' is too long for a socket ({LongestPath} bytes).", "Move the folder to a shorter path.");
        File.Delete(path);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Encoder = LocalJson.Options.Encoder;
            o.SerializerOptions.NumberHandling = LocalJson.Options.NumberHandling;
            foreach (var converter in LocalJson.Options.Converters)
                o.SerializerOptions.Converters.Add(converter);
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1));
        var server = builder.Build();
        server.Use(TellFaultAsync);
        map(server);
        try
        {
            await server.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new LamellaException(ErrorCodes.UsageWrong, $"The socket '{path}' cannot be opened: {e.Message}", "Check who owns the folder, and that its file system has sockets.", e);
        }

        return new Running(server);
    }

    /// <summary>A server that lets what was asked come to its end, for a moment, before it goes.</summary>
    private sealed class Running(WebApplication server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await server.StopAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // What did not come to its end in time is cut off.
            }

            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task TellFaultAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException && !context.Response.HasStarted)
        {
            var fault = e switch
            {
                LamellaException known => known,
                JsonException or Microsoft.AspNetCore.Http.BadHttpRequestException => new LamellaException(ErrorCodes.UsageWrong, "The request cannot be read.", "Use the same version of the program on both sides.", e),
                IOException or UnauthorizedAccessException => new LamellaException(ErrorCodes.DiskFull, e.Message, "Check the folder, the disk and who may write there, then give the same command again.", e),
                _ => new LamellaException(ErrorCodes.ProgramFault, $"{e.GetType()} at '{context.Request.Path}': this is a bug.", "Please report it.", e),
            };
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new LocalFault(fault.Code, fault.Fault, fault.Remedy), LocalJson.Options).ConfigureAwait(false);
        }
    }
}
