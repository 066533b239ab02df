using System.Globalization;
using Lamella.EndToEnd.Tests.CommandLine;

namespace Lamella.EndToEnd.Tests.Processes.Firewalls;

public class FirewallTests(ITestOutputHelper output)
{
    /// <summary>A model of 2 MB: what is said beside it is small, as in a real study.</summary>
    private static readonly string[] Large = ["model.hidden=[1024,450]", "training.roundSteps=3"];

    /// <summary>Headers of frames, TLS records and packets, acknowledgements of what comes in, and handshakes: at most this share of what was sent, and so many bytes.</summary>
    private const double OverheadShare = 0.10;
    private const long OverheadBytes = 200_000;

    [Fact]
    public async Task A_study_completes_through_one_outbound_port_and_the_packets_agree_with_the_egress_log()
    {
        using var networks = HospitalNetworks.Make(DeployedConsortium.Sites);
        using var hospitals = new TableConsortium();
        await using var consortium = new DeployedConsortium(hospitals.StudyFile, hospitals.Data) { Listen = HospitalNetworks.Hub, Set = Large, Through = networks.In };
        await consortium.BeginAsync();
        Assert.Equal(2, (await consortium.FetchAsync()).Count);
        foreach (var (site, i) in DeployedConsortium.Sites.Select((s, i) => (s, i)))
            Assert.Equal("", OpenPorts(networks, HospitalNetworks.AddressOf(i)));
        await consortium.EndSitesAsync();

        foreach (var site in DeployedConsortium.Sites)
        {
            var (logged, sent) = (consortium.LoggedBytes(site), networks.Counted(site, "allowed"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{site}: {logged} bytes in the egress log, {sent.Bytes} in {sent.Packets} packets"));
            Assert.InRange(sent.Bytes, logged, (long)(logged * (1 + OverheadShare)) + OverheadBytes);

            // Nothing in the product has tried to reach anything else; and the firewall would have stopped it.
            Assert.Equal((0, 0), networks.Counted(site, "stopped"));
            foreach (var elsewhere in new[] { "10.213.77.1/7444", "10.213.77.10/7443", "127.0.0.1/7443", "192.0.2.1/53" })
                Assert.NotEqual(0, networks.Do(site, "timeout", "0.3", "bash", "-c", $"exec 3<>/dev/tcp/{elsewhere}").Exit);
            Assert.InRange(networks.Counted(site, "stopped").Packets, 4, long.MaxValue);
        }
    }

    /// <summary>Every port of a site that answers, from the coordinator's side.</summary>
    private static string OpenPorts(HospitalNetworks networks, string address) =>
        networks.Do("hub", "bash", "-c", $"for ((p = 1; p <= 65535; p++)); do if : 3<>/dev/tcp/{address}/$p; then echo $p; fi; done 2>/dev/null").Output;
}
