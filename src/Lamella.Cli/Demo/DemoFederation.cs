using System.Net;
using System.Net.Sockets;
using System.Text;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Cli.Verbs.Sites;
using Lamella.Coordinator.Administration;
using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Demo;

/// <summary>A coordinator and its sites on this machine, each a process of its own and a folder of its own, with mutual TLS on loopback: what a consortium sets up, in small.</summary>
internal sealed class DemoFederation : IAsyncDisposable
{
    private readonly string folder;
    private readonly List<HostProcess> processes = [];

    private DemoFederation(string folder) => this.folder = folder;

    /// <summary>The coordinator's folder.</summary>
    public string Coordinator => Path.Combine(folder, "coordinator");

    /// <summary>A site's folder.</summary>
    public string FolderOf(SiteId site) => Path.Combine(folder, "sites", site.Value);

    /// <summary>Sets up what is not there yet, starts everything, and lets the sites join.</summary>
    public static async Task<DemoFederation> StartAsync(string folder, IEnumerable<SiteId> sites, CancellationToken cancellation)
    {
        var federation = new DemoFederation(folder);
        try
        {
            if (!Directory.Exists(federation.Coordinator))
            {
                var address = $"127.0.0.1:{FreePort()}";
                CoordinatorFolder.Create(federation.Coordinator, new CoordinatorSettings { Federation = "demo", PublicAddress = address, Listen = address }, TimeProvider.System);
            }

            await federation.RunAsync("coordinator", federation.Coordinator, cancellation);
            foreach (var site in sites)
            {
                await federation.JoinAsync(site, cancellation);
                await federation.RunAsync("site", federation.FolderOf(site), cancellation);
            }

            return federation;
        }
        catch
        {
            await federation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Proposes a study; one that is proposed already stays as it is.</summary>
    public async Task<StudyView> ProposeAsync(StudyProtocol protocol, string purpose, string by, CancellationToken cancellation)
    {
        using var client = CoordinatorVerb.Ask(Coordinator);
        return await client.PostAsync<StudyView>("studies", new ProposalRequest(Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)), purpose, by), cancellation);
    }

    /// <summary>Approves at a site, as its people would, when the proposal has reached it.</summary>
    public async Task ApproveAsync(SiteId site, string study, string map, string data, string by, string role, CancellationToken cancellation)
    {
        using var client = SiteVerb.Ask(FolderOf(site));
        SiteStatus status;
        while ((status = await client.GetAsync<SiteStatus>("status", cancellation)).Studies.All(s => s.Study != study))
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        var asked = status.Studies.Single(s => s.Study == study);
        if (asked.WhyNot is not null)
            await client.PostAsync<bool>("answers", Approving.Prepare(site, asked, map, data, by, role, []), cancellation);
    }

    /// <summary>Holds a site's egress log against its ledger.</summary>
    public async Task<EgressVerdict> CheckEgressAsync(SiteId site, CancellationToken cancellation)
    {
        using var client = SiteVerb.Ask(FolderOf(site));
        return await client.GetAsync<EgressVerdict>("egress", cancellation);
    }

    /// <summary>Ends the sites, then the coordinator.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
            await process.DisposeAsync();
    }

    private async Task RunAsync(string verb, string place, CancellationToken cancellation) =>
        processes.Add(await HostProcess.StartAsync(Path.Combine(folder, Path.GetFileName(place) + ".log"), [verb, "run", place], cancellation));

    private async Task JoinAsync(SiteId site, CancellationToken cancellation)
    {
        var place = new SiteFolder(FolderOf(site));
        if (SiteIdentity.Exists(place.Identity))
            return;
        using var client = CoordinatorVerb.Ask(Coordinator);
        var made = await client.PostAsync<Invitation>("invitations", new InviteRequest(site.Value), cancellation);
        using var log = new EgressLog(place.EgressLog, TimeProvider.System);
        using var identity = await EgressGate.JoinAsync(JoinCode.Parse(made.Code), place.Identity, log, null, cancellation);
        var seen = (await client.GetAsync<FederationView>("status", cancellation)).Sites.Single(s => s.Site == site.Value);
        if (seen.Words != identity.Words)
            throw new LamellaException(ErrorCodes.JoinRefused, $"{site} and the coordinator show different words.", "Somebody sits in between.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
