using System.Security.Cryptography;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Storage;

namespace Lamella.Coordinator.Hosting;

/// <summary>Join codes that were given out: only a hash of each secret is kept. A code counts once; the same key may ask again, in case the answer was lost.</summary>
/// <param name="path">The file.</param>
/// <param name="time">Clock.</param>
public sealed class Invitations(string path, TimeProvider time)
{
    private readonly Lock gate = new();

    /// <summary>Keeps an invitation; an older one for the same site counts no longer.</summary>
    public void Add(SiteId site, ReadOnlySpan<byte> secret, TimeSpan life)
    {
        var made = new Entry(site.Value, Convert.ToHexStringLower(SHA256.HashData(secret)), time.GetUtcNow() + life, null);
        lock (gate)
            Write([.. Read().Where(i => i.Site != site.Value), made]);
    }

    /// <summary>A site's invitation counts no longer.</summary>
    public void Drop(SiteId site)
    {
        lock (gate)
        {
            var all = Read();
            if (all.RemoveAll(i => i.Site == site.Value) > 0)
                Write(all);
        }
    }

    /// <summary>Uses an invitation up.</summary>
    /// <param name="site">The site that joins.</param>
    /// <param name="secret">The code's secret.</param>
    /// <param name="publicKey">The key it joins with.</param>
    /// <returns>Whether it had not been used before.</returns>
    /// <exception cref="LamellaException">The code does not count (<see cref="ErrorCodes.JoinRefused"/>).</exception>
    public bool Use(string site, ReadOnlySpan<byte> secret, string publicKey)
    {
        var hash = SHA256.HashData(secret);
        lock (gate)
        {
            var all = Read();
            var found = all.Find(i => i.Site == site && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(i.SecretSha256), hash))
                ?? throw Refused("it is not one of this coordinator's, or was made for another name");
            if (found.UsedBy is not null && found.UsedBy != publicKey)
                throw Refused("it has been used before, with another key");
            if (time.GetUtcNow() > found.Expires)
                throw Refused("it has expired");
            if (found.UsedBy is not null)
                return false;
            Write([.. all.Select(i => i == found ? i with { UsedBy = publicKey } : i)]);
            return true;
        }
    }

    /// <summary>Sites whose code counts and has not been used, in site-id order.</summary>
    public IReadOnlyList<string> Open()
    {
        var now = time.GetUtcNow();
        lock (gate)
            return [.. Read().Where(i => i.UsedBy is null && now <= i.Expires).Select(i => i.Site).Order(StringComparer.Ordinal)];
    }

    private static LamellaException Refused(string why) => new(ErrorCodes.JoinRefused, $"The join code does not count: {why}.", "Ask the coordinator for a new one (./lamella coordinator invite SITE).");

    private List<Entry> Read() => File.Exists(path) ? JsonSerializer.Deserialize<List<Entry>>(File.ReadAllBytes(path))! : [];

    private void Write(List<Entry> all) => DurableFile.Replace(path, file => JsonSerializer.Serialize(file, all));

    private sealed record Entry(string Site, string SecretSha256, DateTimeOffset Expires, string? UsedBy);
}
