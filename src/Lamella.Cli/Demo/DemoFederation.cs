using System.Net;
using System.Net.Sockets;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Cli.Verbs.Sites;
using Lamella.Cli.Verbs.Studies;
using Lamella.Coordinator.Administration;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Demo;

/// <summary>
/// A coordinator and its sites on this machine, each a process of its own and a folder of its own, with mutual TLS on loopback: what a consortium sets up, in
/// small, by the commands that it would give. Those of the first site are shown in full.
/// </summary>
internal sealed class DemoFederation : IAsyncDisposable
{
    /// <summary>Name of each hospital's cohort.</summary>
    private const string Cohort = "all";

    private readonly DemoFolder folder;
    private readonly StudyProtocol protocol;
    private readonly Dictionary<SiteId, HostProcess> sites = [];
    private HostProcess? coordinator;

    private DemoFederation(DemoFolder folder, StudyProtocol protocol) => (this.folder, this.protocol) = (folder, protocol);

    private string CoordinatorPlace => Path.Combine(folder.Hosts, "coordinator");

    /// <summary>Sets up what is not there yet, starts everything, and lets the sites join.</summary>
    public static async Task<DemoFederation> StartAsync(DemoFolder folder, StudyProtocol protocol, CancellationToken cancellation)
    {
        var federation = new DemoFederation(folder, protocol);
        try
        {
            await federation.StartCoordinatorAsync(cancellation);
            foreach (var site in protocol.Sites)
            {
                await federation.JoinAsync(site.Id, cancellation);
                federation.sites.Add(site.Id, await federation.RunAsync("site", federation.PlaceOf(site.Id), cancellation));
            }

            return federation;
        }
        catch
        {
            await federation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Proposes the study; one that is proposed already stays as it is.</summary>
    public Task ProposeAsync(string purpose, string by, CancellationToken cancellation) =>
        DemoTyping.ShowAsync(cancellation, "study", "propose", folder.Protocol, "--at", CoordinatorPlace, "--purpose", purpose, "--by", by);

    /// <summary>What a site's people do when the proposal has reached it: name their data, try the study out, read its dossier, approve.</summary>
    /// <param name="site">The site.</param>
    /// <param name="data">Folder of its data.</param>
    /// <param name="by">Who approves.</param>
    /// <param name="role">What they are.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task ApproveAsync(SiteId site, string data, string by, string role, CancellationToken cancellation)
    {
        var place = PlaceOf(site);
        using var client = SiteVerb.Ask(place);
        SiteStudy? asked;
        while ((asked = (await client.GetAsync<SiteStatus>("status", cancellation)).Studies.FirstOrDefault(s => s.Name == protocol.Study)) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        if (asked.WhyNot is null)
            return;
        Func<CancellationToken, string[], Task<string>> type = IsFirst(site) ? DemoTyping.ShowAsync : DemoTyping.DoAsync;
        await type(cancellation, ["site", "cohort", "add", place, Cohort, "--map", Path.Combine(data, "map.yaml")]);
        await type(cancellation, ["site", "check", place, protocol.Study, "--cohort", Cohort]);
        await type(cancellation, ["study", "dossier", protocol.Study, "--at", place, "--out", Path.Combine(folder.Dossiers, site.Value)]);
        await type(cancellation, ["site", "approve", place, protocol.Study, "--cohort", Cohort, "--by", by, "--role", role, "--yes"]);
        if (!IsFirst(site))
            Console.WriteLine($"     {site}: the same: cohort added, study checked, dossier written, approved");
    }

    /// <summary>Shows the study until its runs are over and scored.</summary>
    public Task FollowAsync(CancellationToken cancellation) => DemoTyping.ShowAsync(cancellation, "study", "watch", protocol.Study, "--at", CoordinatorPlace);

    /// <summary>Ends the sites, which say no more then, brings what the study leaves into the demo's folder, and ends the coordinator.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        foreach (var site in sites.Values)
            await site.DisposeAsync();
        await DemoTyping.DoAsync(cancellation, "study", "fetch", protocol.Study, "--at", CoordinatorPlace, "--out", folder.FullName);
        await coordinator!.DisposeAsync();
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

    private bool IsFirst(SiteId site) => site == protocol.Sites[0].Id;

    private string PlaceOf(SiteId site) => Path.Combine(folder.Hosts, site.Value);

    private async Task StartCoordinatorAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(CoordinatorPlace))
        {
            var address = $"127.0.0.1:{FreePort()}";
            await DemoTyping.ShowAsync(cancellation, "coordinator", "init", CoordinatorPlace, "--federation", "demo", "--address", address, "--listen", address);
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
        var code = (await DemoTyping.DoAsync(cancellation, "coordinator", "invite", CoordinatorPlace, site.Value)).Split('\n')[0];
        await DemoTyping.DoAsync(cancellation, "site", "join", place.FullName, "--code", code);
        using var identity = SiteIdentity.Open(place.Identity);
        using var client = CoordinatorVerb.Ask(CoordinatorPlace);
        var seen = (await client.GetAsync<FederationView>("status", cancellation)).Sites.Single(s => s.Site == site.Value);
        if (seen.Words != identity.Words)
            throw new LamellaException(ErrorCodes.JoinRefused, $"{site} and the coordinator show different words.", "Somebody sits in between.");

        // What the hospital allows, in the place of what 'join' has written to begin with.
        File.Copy(folder.Policy, place.Policy, overwrite: true);
        Console.WriteLine($"     {site}: invited and joined; both ends show \"{identity.Words}\"");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
