using System.Globalization;
using System.Net;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>The operations port as an agent on the machine asks it.</summary>
internal sealed class Scrape(Uri port) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = port };

    /// <summary>The values of /metrics by name with labels, as they stand in the text.</summary>
    public async Task<Dictionary<string, double>> MetricsAsync()
    {
        using var answer = await http.GetAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string what)
    {
        using var answer = await http.GetAsync(new Uri(what, UriKind.Relative), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => http.Dispose();
}
