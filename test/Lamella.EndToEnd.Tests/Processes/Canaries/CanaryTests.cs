using System.Security.Cryptography;
using System.Text;
using Lamella.Testing.Network;

namespace Lamella.EndToEnd.Tests.Processes.Canaries;

public class CanaryTests
{
    [Fact]
    public async Task Nothing_that_names_a_patient_a_file_or_an_outcome_leaves_a_site()
    {
        using var hospitals = new CanaryHospitals();
        var listen = $"127.0.0.1:{Ports.Free()}";
        DeployedConsortium? places = null;
        await using var line = new TappedLine(listen, Path.Combine(hospitals.Data, "..", "hub"), site => places!.PlaceOf(site));
        await using var consortium = places = new DeployedConsortium(hospitals.StudyFile, hospitals.Data)
        {
            Listen = listen,
            Address = line.Open(),
            Coordinator = Path.Combine(hospitals.Data, "..", "hub"),

            // A table that turned bad after it was approved: what the worker says of it stays at home.
            Approved = site => hospitals.WriteTable(site, site == "north" ? "zebracell" : ""),
        };
        await consortium.BeginAsync();
        await consortium.HearAsync("north cannot do");
        hospitals.WriteTable("north", "");
        await consortium.KillSiteAsync("north");
        await consortium.StartSiteAsync("north");
        Assert.Single(await consortium.FetchAsync());
        await consortium.EndSitesAsync();

        Assert.Empty(line.Broken);
        var sent = line.Sent();
        Assert.True(sent.Length >= DeployedConsortium.Sites.Sum(site => consortium.LoggedBytes(site)), "the tap has seen all that was logged as leaving");
        Assert.Equal(DeployedConsortium.Sites, DeployedConsortium.Sites.Where(site => Contains(sent, "Dr " + site)));
        Assert.All(hospitals.Secrets(), secret => Assert.False(Spellings(secret).Any(s => sent.AsSpan().IndexOf(s) >= 0), secret));
    }

    private static bool Contains(byte[] sent, string text) => sent.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>As text in either case, in UTF-16, in base64 at any offset, and as a hash.</summary>
    private static IEnumerable<byte[]> Spellings(string secret)
    {
        foreach (var text in new[] { secret, secret.ToUpperInvariant(), string.Concat(secret[..1].ToUpperInvariant(), secret.AsSpan(1)) }.Distinct())
        {
            yield return Encoding.UTF8.GetBytes(text);
            yield return Encoding.Unicode.GetBytes(text);
            yield return SHA256.HashData(Encoding.UTF8.GetBytes(text));
            yield return Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
            for (var shift = 0; shift < 3; shift++)
            {
                // Characters at the edges hang on what stands beside; those between do not.
                var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', shift) + text)).TrimEnd('=');
                var sure = encoded[(shift == 0 ? 0 : shift + 1)..^1];
                if (sure.Length >= 5)
                    yield return Encoding.UTF8.GetBytes(sure);
            }
        }
    }
}
