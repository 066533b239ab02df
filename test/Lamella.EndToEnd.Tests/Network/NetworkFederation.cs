using System.Net;
using Lamella.Coordinator.Administration;
using Lamella.Coordinator.Hosting;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Testing;
using Lamella.Testing.Network;
using Lamella.Transport;
using Lamella.Transport.Identity;

namespace Lamella.EndToEnd.Tests.Network;

/// <summary>The small federation over real sockets: a coordinator and three sites with mutual TLS on loopback, each on its own folder.</summary>
internal sealed class NetworkFederation : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder folder = new();
    private readonly SortedDictionary<SiteId, NetworkSite> sites = [];
    private readonly TaskCompletionSource<RunState> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Exception> broken = [];

    public NetworkFederation(SmallFederation study)
    {
        Study = study;
        var port = Ports.Free();
        Settings = new CoordinatorSettings { Federation = "test", Listen = $"127.0.0.1:{port}", PublicAddress = $"127.0.0.1:{port}" };
    }

    public SmallFederation Study { get; }

    public CoordinatorSettings Settings { get; set; }

    /// <summary>Connection string of the database for the ledger; null: a file.</summary>
    public string? Database
    {
        get => Settings.Database;
        init => Settings = Settings with { Database = value };
    }

    /// <summary>An authority that was made elsewhere; null: one of the coordinator's own.</summary>
    public CertificateAuthority? Authority { get; init; }

    /// <summary>Where the coordinator serves its metrics; null: nowhere.</summary>
    public string? Metrics { get; init; }

    /// <summary>The coordinator's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The sites' clock.</summary>
    public TimeProvider SiteTime { get; init; } = TimeProvider.System;

    /// <summary>The versions of the protocol that the coordinator speaks; null: the program's own.</summary>
    public ProtocolVersion? HubSpeaks { get; set; }

    /// <summary>The versions of the protocol that sites speak; null: the program's own.</summary>
    public ProtocolVersion? SitesSpeak { get; set; }

    /// <summary>The hospitals' proxy; null: none.</summary>
    public IWebProxy? Proxy { get; set; }

    /// <summary>Faults of the coordinator that nobody waited for.</summary>
    public IReadOnlyList<Exception> Broken => broken;

    public CoordinatorHost Coordinator { get; private set; } = null!;

    /// <summary>Told of every entry of the coordinator's ledger.</summary>
    public Action<LedgerEvent>? Told { get; set; }

    public NetworkSite SiteOf(string site) => sites[new SiteId(site)];

    public string PathOf(params string[] parts) => folder.File(parts);

    /// <summary>Sites dial a relay, which dials the coordinator.</summary>
    public NetworkFederation Behind(ShapedRelay relay)
    {
        relay.Target = IPEndPoint.Parse(Settings.Listen).Port;
        Settings = Settings with { PublicAddress = $"127.0.0.1:{relay.Port}" };
        return this;
    }

    /// <summary>Until the coordinator has the lines of these sites.</summary>
    public Task UntilUpAsync(params string[] names) => Eventually.HoldsAsync(
        () => names.All(n => SiteOf(n).Host.IsUp && Coordinator.Connected.Contains(new SiteId(n))), Longest, () => string.Join("; ", names.Select(n => SiteOf(n).Host.WhyDown?.Message)));

    public async Task StartCoordinatorAsync()
    {
        var place = folder.File("coordinator");
        var opened = Directory.Exists(place) ? CoordinatorFolder.Open(place) : CoordinatorFolder.Create(place, Settings, Time, Authority);
        Coordinator = await CoordinatorHost.StartAsync(opened, Time, Hear, broken.Add, Metrics, HubSpeaks);
    }

    public async Task StopCoordinatorAsync() => await Coordinator.DisposeAsync();

    /// <summary>A site joins with a code and starts.</summary>
    public async Task StartSiteAsync(string name)
    {
        var id = new SiteId(name);
        using var identity = await IdentityOfAsync(name);
        Assert.Equal(Coordinator.WordsOf(id), identity.Words);
        StartSiteAlone(name);
    }

    /// <summary>A site that has joined starts, whatever stands at the other end.</summary>
    public void StartSiteAlone(string name) => sites[new SiteId(name)] = new NetworkSite(Study, new SiteFolder(folder.File(name)), SiteTime, Proxy, SitesSpeak);

    /// <summary>A site's identity, which it joins for where it has none; the caller disposes it.</summary>
    public async Task<SiteIdentity> IdentityOfAsync(string name)
    {
        var place = new SiteFolder(folder.File(name));
        return SiteIdentity.Exists(place.Identity) ? SiteIdentity.Open(place.Identity) : await JoinAsync(new SiteId(name), place);
    }

    /// <summary>How the coordinator sees a site.</summary>
    public async Task<SiteView> ViewOfAsync(string name) => (await Coordinator.ViewAsync()).Sites.Single(s => s.Site == name);

    public async Task StopSiteAsync(string name)
    {
        await SiteOf(name).DisposeAsync();
        sites.Remove(new SiteId(name));
    }

    /// <summary>Coordinator, sites, the study, approvals and the run.</summary>
    public async Task BeginAsync()
    {
        if (!Directory.Exists(folder.File("coordinator")))
            await StartCoordinatorAsync();
        foreach (var (name, _) in Study.Hospitals)
            await StartSiteAsync(name);
        await Coordinator.AskAsync(c =>
        {
            c.Propose(Study.Protocol, "test", "test");
            return true;
        });
        foreach (var site in sites.Values)
            await site.ApproveAsync(Study);
        await Coordinator.AskAsync(c =>
        {
            c.Queue(Study.RunId, "test");
            return true;
        });
    }

    /// <summary>Until the run is over.</summary>
    public async Task<RunState> EndAsync()
    {
        try
        {
            return await ended.Task.WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException(
                $"The run does not end: {Coordinator.State.RunOf(Study.RunId).Phase}; {string.Join("; ", sites.Select(s => $"{s.Key}: up {s.Value.Host.IsUp} {s.Value.Host.WhyDown?.Message} {s.Value.Host.Fault}"))}; {string.Join("; ", broken)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in sites.Values)
            await site.DisposeAsync();
        if (Coordinator is not null)
            await Coordinator.DisposeAsync();
        folder.Dispose();
    }

    private async Task<SiteIdentity> JoinAsync(SiteId site, SiteFolder place)
    {
        using var log = new EgressLog(place.EgressLog, TimeProvider.System);
        return await EgressGate.JoinAsync(JoinCode.Parse(Coordinator.Invite(site).Code), place.Identity, log, Proxy, CancellationToken.None);
    }

    private void Hear(LedgerEvent e, FederationState state)
    {
        Told?.Invoke(e);
        if (e is RunEnded over)
            ended.TrySetResult(state.RunOf(over.Run));
    }
}
