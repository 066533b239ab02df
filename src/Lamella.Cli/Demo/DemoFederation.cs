using System.Net;
using System.Net.Sockets;
using System.Text;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Cli.Verbs.Sites;
using Lamella.Cli.Verbs.Studies;
using Lamella.Coordinator.Administration;
using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Simulation;
using Lamella.Site.Cohorts;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Transport.Identity;
using Lamella.Transport.Local;

namespace Lamella.Cli.Demo;

/// <summary>A coordinator and its sites on this machine, each a process of its own and a folder of its own, with mutual TLS on loopback: what a consortium sets up, in small.</summary>
internal sealed class DemoFederation : IAsyncDisposable
{
    /// <summary>Name of each hospital's cohort.</summary>
    private const string Cohort = "all";

    private readonly DemoFolder folder;
    private readonly Dictionary<SiteId, HostProcess> sites = [];
    private HostProcess? coordinator;

    private DemoFederation(DemoFolder folder) => this.folder = folder;

    private string CoordinatorPlace => Path.Combine(folder.Hosts, "coordinator");

    /// <summary>Sets up what is not there yet, starts everything, and lets the sites join.</summary>
    public static async Task<DemoFederation> StartAsync(DemoFolder folder, IEnumerable<SiteId> sites, CancellationToken cancellation)
    {
        var federation = new DemoFederation(folder);
        try
        {
            await federation.StartCoordinatorAsync(cancellation);
            foreach (var site in sites)
            {
                await federation.JoinAsync(site, cancellation);
                federation.sites.Add(site, await federation.RunAsync("site", federation.PlaceOf(site), cancellation));
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
        using var client = AskCoordinator();
        return await client.PostAsync<StudyView>("studies", new ProposalRequest(Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)), purpose, by), cancellation);
    }

    /// <summary>Approves at a site, as its people would, when the proposal has reached it.</summary>
    public async Task ApproveAsync(SiteId site, string study, string map, string by, string role, CancellationToken cancellation)
    {
        using var client = SiteVerb.Ask(PlaceOf(site));
        SiteStatus status;
        while ((status = await client.GetAsync<SiteStatus>("status", cancellation)).Studies.All(s => s.Study != study))
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        var asked = status.Studies.Single(s => s.Study == study);
        if (asked.WhyNot is null)
            return;
        var cohort = new SiteCohorts(new SiteFolder(PlaceOf(site)).Cohorts).Add(Cohort, map, Path.GetDirectoryName(map)!, null, null, TimeProvider.System.GetUtcNow());
        await client.PostAsync<bool>("answers", Approving.Prepare(site, asked, ProtocolEncoding.Decode(Encoding.UTF8.GetBytes(asked.Protocol)), cohort, by, role, []), cancellation);
    }

    /// <summary>Shows a study until its runs are over and scored.</summary>
    public async Task FollowAsync(string study, CancellationToken cancellation)
    {
        using var client = AskCoordinator();
        await StudyWatching.FollowAsync(client, study, cancellation);
    }

    /// <summary>Ends the sites, which say no more then, brings what the study leaves into the demo's folder, and ends the coordinator.</summary>
    public async Task<StudyOutcome> EndAsync(string study, CancellationToken cancellation)
    {
        foreach (var site in sites.Values)
            await site.DisposeAsync();
        using (var client = AskCoordinator())
        {
            var view = await client.GetAsync<StudyView>($"studies/{study}", cancellation);
            var (outcome, _) = await StudyFetching.FetchAsync(client, view, folder.FullName, cancellation);
            await coordinator!.DisposeAsync();
            return outcome;
        }
    }

    /// <summary>Holds what each site wrote down as leaving it against the coordinator's ledger, and keeps a copy of it.</summary>
    public IReadOnlyDictionary<SiteId, EgressVerdict> CheckEgress()
    {
        Directory.CreateDirectory(folder.Egress);
        var verdicts = new SortedDictionary<SiteId, EgressVerdict>();
        foreach (var site in sites.Keys)
        {
            var place = new SiteFolder(PlaceOf(site));
            verdicts[site] = EgressChecking.ByFiles(place, Path.Combine(folder.FullName, StudyFetching.Ledger));
            File.Copy(place.EgressLog, Path.Combine(folder.Egress, site + ".log"), overwrite: true);
        }

        return verdicts;
    }

    /// <summary>Ends the sites, then the coordinator.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var site in sites.Values)
            await site.DisposeAsync();
        if (coordinator is not null)
            await coordinator.DisposeAsync();
    }

    private LocalClient AskCoordinator() => CoordinatorVerb.Ask(CoordinatorPlace);

    private string PlaceOf(SiteId site) => Path.Combine(folder.Hosts, site.Value);

    private async Task StartCoordinatorAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(CoordinatorPlace))
        {
            var address = $"127.0.0.1:{FreePort()}";
            CoordinatorFolder.Create(CoordinatorPlace, new CoordinatorSettings { Federation = "demo", PublicAddress = address, Listen = address }, TimeProvider.System);
        }

        coordinator = await RunAsync("coordinator", CoordinatorPlace, cancellation);
    }

    private Task<HostProcess> RunAsync(string verb, string place, CancellationToken cancellation) =>
        HostProcess.StartAsync(Path.Combine(folder.Logs, Path.GetFileName(place) + ".log"), [verb, "run", place], cancellation);

    private async Task JoinAsync(SiteId site, CancellationToken cancellation)
    {
        var place = new SiteFolder(PlaceOf(site));
        if (SiteIdentity.Exists(place.Identity))
            return;
        using var client = AskCoordinator();
        var made = await client.PostAsync<Invitation>("invitations", new InviteRequest(site.Value), cancellation);
        using var log = new EgressLog(place.EgressLog, TimeProvider.System);
        using var identity = await EgressGate.JoinAsync(JoinCode.Parse(made.Code), place.Identity, log, null, cancellation);
        var seen = (await client.GetAsync<FederationView>("status", cancellation)).Sites.Single(s => s.Site == site.Value);
        if (seen.Words != identity.Words)
            throw new LamellaException(ErrorCodes.JoinRefused, $"{site} and the coordinator show different words.", "Somebody sits in between.");
        File.Copy(folder.Policy, place.Policy, overwrite: true);
        Console.WriteLine($"     {site}: joined; both ends show \"{identity.Words}\"");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
