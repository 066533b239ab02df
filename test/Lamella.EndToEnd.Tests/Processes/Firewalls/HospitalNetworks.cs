using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Processes.Firewalls;

/// <summary>
/// A network namespace for the coordinator and one for each site, joined by a bridge. The firewall of a site lets out TCP to the coordinator's port and
/// nothing else, not even to itself, and counts what it lets pass and what it stops. What comes in is not stopped: nothing of the site should be there to answer.
/// </summary>
internal sealed class HospitalNetworks : IDisposable
{
    /// <summary>The coordinator's address and port, in its own namespace.</summary>
    public const string Hub = "10.213.77.1:7443";

    private readonly string tag = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
    private readonly List<string> made = [];

    private HospitalNetworks()
    {
    }

    /// <summary>Makes them.</summary>
    /// <exception cref="SkipTestException">This machine does not allow it.</exception>
    public static HospitalNetworks Make(IEnumerable<string> sites)
    {
        var networks = new HospitalNetworks();
        try
        {
            networks.Require();
            networks.Hospital("hub", "10.213.77.1/24");
            foreach (var (site, i) in sites.Select((s, i) => (s, i)))
                networks.Behind(site, string.Create(CultureInfo.InvariantCulture, $"10.213.77.{10 + i}/24"));
            return networks;
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    /// <summary>What starts a program in a place.</summary>
    public string[] In(string place) => ["ip", "netns", "exec", Name(place)];

    /// <summary>A site's address.</summary>
    public static string AddressOf(int site) => string.Create(CultureInfo.InvariantCulture, $"10.213.77.{10 + site}");

    /// <summary>What a counter of a site's firewall has counted.</summary>
    public (long Packets, long Bytes) Counted(string site, string counter)
    {
        var said = Run([.. In(site), "nft", "--json", "list", "counter", "inet", "hospital", counter]).Output;
        var found = JsonDocument.Parse(said).RootElement.GetProperty("nftables").EnumerateArray().First(e => e.TryGetProperty("counter", out _)).GetProperty("counter");
        return (found.GetProperty("packets").GetInt64(), found.GetProperty("bytes").GetInt64());
    }

    /// <summary>Does something in a place.</summary>
    public (int Exit, string Output) Do(string place, params string[] command) => Run([.. In(place), .. command]);

    public void Dispose()
    {
        foreach (var name in made)
            Run(["ip", "netns", "delete", name]);
    }

    private void Require()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            throw new SkipTestException("Network namespaces take Linux and root.");
        if (new[] { "ip", "nft" }.FirstOrDefault(p => !new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Any(f => File.Exists(Path.Combine(f, p)))) is { } missing)
            throw new SkipTestException($"'{missing}' is not on this machine.");
        if (Run(["ip", "netns", "add", Name("try")]) is { Exit: not 0 } refused)
            throw new SkipTestException($"This machine makes no network namespace: {refused.Output.Trim()}");
        made.Add(Name("try"));
        if (Run([.. In("try"), "nft", "add", "table", "inet", "hospital"]) is { Exit: not 0 } without)
            throw new SkipTestException($"This machine's kernel has no nftables: {without.Output.Trim()}");
    }

    private void Hospital(string place, string address)
    {
        Make(place);
        Must([.. In(place), "ip", "link", "add", "net0", "type", "bridge"]);
        Must([.. In(place), "ip", "address", "add", address, "dev", "net0"]);
        Must([.. In(place), "ip", "link", "set", "net0", "up"]);
    }

    private void Behind(string site, string address)
    {
        Make(site);
        Must([.. In(site), "ip", "link", "add", "net0", "type", "veth", "peer", "name", "to-" + site, "netns", Name("hub")]);
        Must([.. In(site), "ip", "address", "add", address, "dev", "net0"]);
        Must([.. In(site), "ip", "link", "set", "net0", "up"]);
        Must([.. In(site), "ip", "route", "add", "default", "via", Hub.Split(':')[0]]);
        Must([.. In("hub"), "ip", "link", "set", "to-" + site, "master", "net0", "up"]);
        var (host, port) = (Hub.Split(':')[0], Hub.Split(':')[1]);
        Must([.. In(site), "nft", $$"""
            table inet hospital {
              counter allowed { }
              counter stopped { }
              chain out {
                type filter hook output priority 0; policy drop;
                ip daddr {{host}} tcp dport {{port}} counter name allowed accept
                meta l4proto ipv6-icmp icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld2-listener-report } drop
                tcp flags & rst == rst accept
                counter name stopped drop
              }
            }
            """]);
    }

    private void Make(string place)
    {
        Must(["ip", "netns", "add", Name(place)]);
        made.Add(Name(place));
        Must([.. In(place), "ip", "link", "set", "lo", "up"]);
    }

    private string Name(string place) => $"lamella-{tag}-{place}";

    private static void Must(string[] command)
    {
        if (Run(command) is { Exit: not 0 } failed)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {failed.Output}");
    }

    private static (int Exit, string Output) Run(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
