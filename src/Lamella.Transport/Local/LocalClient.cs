using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Lamella.Federation;

namespace Lamella.Transport.Local;

/// <summary>Asks a running coordinator or site on its local socket.</summary>
public sealed class LocalClient : IDisposable
{
    private readonly string path;
    private readonly string start;
    private readonly HttpClient http;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="start">The command that starts what should answer there, for people.</param>
    public LocalClient(string path, string start)
    {
        (this.path, this.start) = (path, start);
        http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false }) { BaseAddress = new Uri("http://local/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Whether something answers.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellation)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Asks.</summary>
    /// <exception cref="LamellaException">Nothing answers, or what the other side refused.</exception>
    public Task<T> GetAsync<T>(string what, CancellationToken cancellation) => ReadAsync<T>(new HttpRequestMessage(HttpMethod.Get, what), cancellation);

    /// <summary>Lets something be done.</summary>
    /// <exception cref="LamellaException">Nothing answers, or what the other side refused.</exception>
    public Task<T> PostAsync<T>(string what, object request, CancellationToken cancellation) =>
        ReadAsync<T>(new HttpRequestMessage(HttpMethod.Post, what) { Content = JsonContent.Create(request, request.GetType(), options: LocalJson.Options) }, cancellation);

    /// <summary>What comes, line by line, as long as it comes.</summary>
    public async IAsyncEnumerable<T> WatchAsync<T>(string what, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, what), cancellation).ConfigureAwait(false);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            yield return JsonSerializer.Deserialize<T>(line, LocalJson.Options)!;
    }

    /// <summary>Gets a file.</summary>
    public async Task CopyAsync(string what, Stream to, CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, what), cancellation).ConfigureAwait(false);
        await response.Content.CopyToAsync(to, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, cancellation).ConfigureAwait(false);
        return (await response.Content.ReadFromJsonAsync<T>(LocalJson.Options, cancellation).ConfigureAwait(false))!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new LamellaException(ErrorCodes.NotRunning, $"Nothing answers at '{path}'.", $"Start it: {start}", e);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var fault = response.Content.Headers.ContentType?.MediaType == "application/json"
                ? await response.Content.ReadFromJsonAsync<LocalFault>(LocalJson.Options, cancellation).ConfigureAwait(false)
                : null;
            throw fault is null
                ? new LamellaException(ErrorCodes.RequestRefused, $"'{request.RequestUri?.OriginalString}' is not answered ({(int)response.StatusCode}).", "Use the same version of the program on both sides.")
                : new LamellaException(fault.Code, fault.Fault, fault.Remedy);
        }

    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
