using System.Net;
using System.Net.Sockets;
using Lamella.Coordinator.Hosting;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Testing;
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
        var port = FreePort();
        Settings = new CoordinatorSettings { Federation = "test", Listen = $"127.0.0.1:{port}", PublicAddress = $"127.0.0.1:{port}" };
    }

    public SmallFederation Study { get; }

    public CoordinatorSettings Settings { get; private init; }

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

    public CoordinatorHost Coordinator { get; private set; } = null!;

    /// <summary>Told of every entry of the coordinator's ledger.</summary>
    public Action<LedgerEvent>? Told { get; set; }

    public NetworkSite SiteOf(string site) => sites[new SiteId(site)];

    public string PathOf(params string[] parts) => folder.File(parts);

    public async Task StartCoordinatorAsync()
    {
        var place = folder.File("coordinator");
        var opened = Directory.Exists(place) ? CoordinatorFolder.Open(place) : CoordinatorFolder.Create(place, Settings, TimeProvider.System, Authority);
        Coordinator = await CoordinatorHost.StartAsync(opened, TimeProvider.System, Hear, broken.Add, Metrics);
    }

    public async Task StopCoordinatorAsync() => await Coordinator.DisposeAsync();

    /// <summary>A site joins with a code and starts.</summary>
    public async Task StartSiteAsync(string name)
    {
        var id = new SiteId(name);
        var place = new SiteFolder(folder.File(name));
        using var identity = SiteIdentity.Exists(place.Identity) ? SiteIdentity.Open(place.Identity) : await JoinAsync(id, place);
        Assert.Equal(Coordinator.WordsOf(id), identity.Words);
        sites[id] = new NetworkSite(Study, place);
    }

    public async Task StopSiteAsync(string name)
    {
        await SiteOf(name).DisposeAsync();
        sites.Remove(new SiteId(name));
    }

    /// <summary>Coordinator, sites, the study, approvals and the run.</summary>
    public async Task BeginAsync()
    {
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

    /// <summary>A port of loopback that nobody has at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
        return await EgressGate.JoinAsync(JoinCode.Parse(Coordinator.Invite(site).Code), place.Identity, log, null, CancellationToken.None);
    }

    private void Hear(LedgerEvent e, FederationState state)
    {
        Told?.Invoke(e);
        if (e is RunEnded over)
            ended.TrySetResult(state.RunOf(over.Run));
    }
}
