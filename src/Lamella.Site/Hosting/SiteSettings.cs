using System.Net;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Storage;

namespace Lamella.Site.Hosting;

/// <summary>How a site dials out; a file in its folder, for its owner's eyes only.</summary>
public sealed record SiteSettings
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The hospital's proxy as <c>http://host:port</c> or <c>http://user:password@host:port</c> (basic authentication); null: none.</summary>
    public string? Proxy { get; init; }

    /// <summary>Reads them; a site without the file has the defaults.</summary>
    /// <exception cref="LamellaException">The file is damaged, or the proxy's address is none.</exception>
    public static SiteSettings Read(string path)
    {
        try
        {
            var settings = File.Exists(path) ? JsonSerializer.Deserialize<SiteSettings>(File.ReadAllBytes(path), Json)! : new SiteSettings();
            _ = settings.ToProxy();
            return settings;
        }
        catch (JsonException e)
        {
            throw new LamellaException(ErrorCodes.UsageWrong, $"'{path}' cannot be read: {e.Message}", "Mend the file, or remove it for a site without a proxy.", e);
        }
    }

    /// <summary>Keeps them.</summary>
    public void Write(string path)
    {
        _ = ToProxy();
        DurableFile.Replace(path, file => JsonSerializer.Serialize(file, this, Json));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The proxy to dial through; null: none.</summary>
    public IWebProxy? ToProxy()
    {
        if (Proxy is null)
            return null;
        if (!Uri.TryCreate(Proxy, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.Host.Length == 0)
            throw new LamellaException(ErrorCodes.UsageWrong, "The proxy's address is none that can be used.", "Write it as http://host:port, or http://user:password@host:port for basic authentication.");
        var words = uri.UserInfo.Split(':', 2);
        return new WebProxy(new UriBuilder(uri) { UserName = "", Password = "" }.Uri)
        {
            Credentials = uri.UserInfo.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(words[0]), words.Length > 1 ? Uri.UnescapeDataString(words[1]) : ""),
        };
    }
}
