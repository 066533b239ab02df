using System.Collections.Concurrent;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamella.Coordinator.Administration;
using Lamella.Coordinator.Operations;
using Lamella.Coordinator.Rounds;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;
using Lamella.Storage.Events;
using Lamella.Transport;
using Lamella.Transport.Hub;
using Lamella.Transport.Identity;
using Lamella.Transport.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lamella.Coordinator.Hosting;

/// <summary>
/// A running coordinator: one TLS port for its sites, a local socket for its people, and the coordinator behind a mailbox. It holds nothing that a restart
/// would miss.
/// </summary>
public sealed class CoordinatorHost : IJobStarter, IAsyncDisposable
{
    /// <summary>Name of the meter and of the source of spans, for exporters.</summary>
    public const string TelemetryName = CoordinatorMeters.Name;

    /// <summary>How often it looks who has fallen silent.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    /// <summary>How long uploads under way may take to end before they are cut off; what came is kept, and gone on with.</summary>
    private static readonly TimeSpan UploadGrace = TimeSpan.FromSeconds(5);

    /// <summary>How long jobs under way may take to end; what is not done then is done again after the next start.</summary>
    private static readonly TimeSpan JobGrace = TimeSpan.FromSeconds(10);

    /// <summary>How long a line may be silent before it is asked, and how long the answer may take.</summary>
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(20);

    private readonly CoordinatorMeters meters = new();
    private readonly PrometheusPage page;
    private readonly RoundSpans spans = new();
    private readonly TimedEventStore store;
    private readonly ECDsa signer;
    private readonly ECDsa portKey;
    private readonly CertificateAuthority authority;
    private readonly Mailbox mailbox;
    private readonly HubLines lines;
    private readonly RoundJobs jobs;
    private readonly FederationCoordinator coordinator;
    private readonly Invitations invitations;
    private readonly CoordinatorSettings settings;
    private readonly TimeProvider time;
    private readonly Action<Exception> broken;
    private readonly WebApplication port;
    private readonly ITimer beat;
    private readonly FileBlobStore blobs;
    private readonly CoordinatorFolder folder;
    private readonly EnrolmentDesk desk;
    private readonly ConcurrentDictionary<CoordinatorJob, Task> underWay = [];
    private readonly bool isReplayed;
    private IAsyncDisposable? socket;
    private OperationsPort? operations;
    private volatile bool isStopping;
    private volatile string? whyNotListening = "It does not listen for sites yet.";

    private CoordinatorHost(CoordinatorFolder folder, TimeProvider time, Action<LedgerEvent, FederationState>? told, Action<Exception> broken, ProtocolVersion speaks)
    {
        (this.folder, settings, this.time) = (folder, folder.Settings, time);
        page = new PrometheusPage(meters.Meter);
        this.broken = fault =>
        {
            meters.Fault(fault);
            broken(fault);
        };
        blobs = new FileBlobStore(folder.Blobs);
        jobs = new RoundJobs(blobs);
        store = new TimedEventStore(settings.Database is { } database ? new PostgresEventStore(database) : new SqliteEventStore(folder.Ledger), meters, time);
        signer = folder.OpenSigner();
        portKey = folder.OpenPortKey();
        authority = folder.OpenAuthority();
        invitations = new Invitations(folder.Invitations, time);
        mailbox = new Mailbox(this.broken);
        lines = new HubLines(mailbox);
        HubBlobs? files = null;
        coordinator = new FederationCoordinator(new CoordinatorSetup
        {
            Federation = settings.Federation,
            Store = store,
            Blobs = blobs,
            Signer = EcdsaP256.SignerOf(signer),
            Scheme = EcdsaP256.Scheme,
            Jobs = this,
            Lines = lines,
            Time = time,
            Told = (e, state) =>
            {
                meters.Happened(e, state.Time, isReplayed);
                spans.Happened(e, state.Time, isReplayed);
                told?.Invoke(e, state);
                if (e is SiteRemoved removed)
                    lines?.Remove(removed.Site, removed.Reason);
                if (e is UpdateSubmitted update)
                    files?.Named(update.Site, update.Update);
            },
            KeptFiles = () => files?.Arrived ?? [],
        });
        isReplayed = true;
        lines.Coordinator = coordinator;
        files = new HubBlobs(coordinator, blobs, new IncomingBlobs(blobs, folder.Incoming), meters, time);
        desk = new EnrolmentDesk(settings, authority, invitations, EcdsaP256.SignerOf(signer).PublicKey, mailbox, coordinator, time);
        port = BuildPort(files, speaks);
        Watch();
        beat = time.CreateTimer(_ => mailbox.Post(coordinator.Tick), null, TimeSpan.Zero, Beat);
    }

    /// <summary>The federation as it stands.</summary>
    public FederationState State => coordinator.State;

    /// <summary>Why everything stands still; null when it does not.</summary>
    public LamellaException? Paused => coordinator.Paused;

    /// <summary>Sites whose line is up.</summary>
    public IReadOnlyCollection<SiteId> Connected => lines.Connected;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<string> Addresses => [.. port.Urls];

    /// <summary>Where health, readiness and metrics are served; null: nowhere.</summary>
    public Uri? Operations => operations?.Address;

    /// <summary>Opens port and socket.</summary>
    /// <param name="folder">The coordinator.</param>
    /// <param name="time">Clock.</param>
    /// <param name="told">Told of every entry.</param>
    /// <param name="broken">Told of faults that nobody waits for.</param>
    /// <param name="metrics">Where health, readiness and metrics are served, <c>address:port</c> on loopback; null: as the settings say.</param>
    /// <param name="speaks">The versions of the protocol it speaks; null: those of this program.</param>
    public static async Task<CoordinatorHost> StartAsync(
        CoordinatorFolder folder, TimeProvider time, Action<LedgerEvent, FederationState>? told, Action<Exception> broken, string? metrics = null, ProtocolVersion? speaks = null)
    {
        var host = new CoordinatorHost(folder, time, told, broken, speaks ?? ProtocolVersion.Own);
        try
        {
            if ((metrics ?? folder.Settings.Metrics) is { } address)
                host.operations = await OperationsPort.StartAsync(address, host.page, host.Readiness().LookAsync).ConfigureAwait(false);
            host.socket = await LocalServer.StartAsync(folder.Socket, routes => AdministrationApi.Map(routes, host, time)).ConfigureAwait(false);
            await host.port.StartAsync().ConfigureAwait(false);
            host.whyNotListening = null;
            return host;
        }
        catch (IOException e)
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw new LamellaException(ErrorCodes.Unreachable, $"The port {folder.Settings.Listen} cannot be opened: {e.Message}", "End what listens there, or change 'listen' in coordinator.json.", e);
        }
    }

    /// <summary>Does something on the coordinator's thread.</summary>
    public Task<T> AskAsync<T>(Func<FederationCoordinator, T> ask) => mailbox.AskAsync(() => ask(coordinator));

    /// <summary>Turns a site out; its codes count no longer either.</summary>
    /// <exception cref="LamellaException">There is no such site.</exception>
    public Task<bool> RemoveAsync(SiteId site, string reason)
    {
        invitations.Drop(site);
        return AskAsync(c =>
        {
            c.Remove(site, reason);
            return true;
        });
    }

    /// <summary>A join code for a site; an older one counts no longer.</summary>
    public Invitation Invite(SiteId site)
    {
        var code = JoinCode.Create(settings.PublicAddress, site, SHA256.HashData(portKey.ExportSubjectPublicKeyInfo()));
        invitations.Add(site, code.Secret, TimeSpan.FromHours(settings.JoinCodeHours));
        return new Invitation(site.Value, code.ToText(), settings.JoinCodeHours);
    }

    /// <summary>The words to compare with a site's people.</summary>
    public string WordsOf(SiteId site) => SixWords.Of(Convert.FromBase64String(State.Sites[site].PublicKey), authority.Certificate.RawData);

    /// <summary>The federation as it stands.</summary>
    public async Task<FederationView> ViewAsync()
    {
        var (paused, studies) = await AskAsync(c => (c.Paused, StudyViewsOf(c, c.State.Studies.Values.OrderBy(s => s.Study, StringComparer.Ordinal)))).ConfigureAwait(false);
        var state = State;
        var up = Connected;
        return new FederationView(
            settings.Federation,
            settings.PublicAddress,
            state.CoordinatorKey,
            state.Head.Index + 1,
            paused is null ? null : $"{paused.Code}: {paused.Fault}",
            [.. state.Sites.Values.Select(s => new SiteView(s.Site.Value, WordsOf(s.Site), up.Contains(s.Site), s.Suspicion, s.Removal, lines.LastTurnedAway(s.Site)))],
            [.. invitations.Open()],
            studies);
    }

    /// <summary>A study as it stands, by its hash, the beginning of that, or its short name.</summary>
    public Task<StudyView> ViewAsync(string study) => AskAsync(c => StudyViewsOf(c, [StudyViews.Named(c.State, study)])[0]);

    /// <summary>The ledger as text; the caller disposes the stream, which takes its file with it.</summary>
    public Task<Stream> ExportLedgerAsync() => LedgerText.ExportAsync(folder.NewExport(), (from, most) => mailbox.AskAsync(() => store.Read(from, most).ToList()));

    /// <summary>A model of a run; the caller disposes the stream.</summary>
    /// <exception cref="LamellaException">No run has this model.</exception>
    public Stream OpenModel(string sha256) => State.Runs.Values.Any(r => r.Model == sha256)
        ? blobs.OpenRead(sha256)
        : throw new LamellaException(ErrorCodes.RequestRefused, $"No run has a model {sha256}.", "Look which there are: ./lamella study status.");

    /// <inheritdoc />
    public void Start(CoordinatorJob job, RunPlan plan, RunState run)
    {
        // A coordinator that is being stopped begins nothing; the next start does it.
        if (!isStopping)
            underWay[job] = Task.Run(() => Do(job, plan, run));
    }

    /// <summary>
    /// Stops in order, within about twenty seconds: no new commands, lines ended with the reason so that sites dial again, uploads and jobs given a moment to
    /// end, then what was heard written down. Nothing of it is needed for a run to go on: a coordinator that is killed loses no more than time.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        (isStopping, whyNotListening) = (true, "It is being stopped.");
        await beat.DisposeAsync().ConfigureAwait(false);
        if (socket is not null)
            await socket.DisposeAsync().ConfigureAwait(false);
        lines.CloseAll();
        await port.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await port.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(underWay.Values).WaitAsync(JobGrace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await mailbox.DisposeAsync().ConfigureAwait(false);
        if (operations is not null)
            await operations.DisposeAsync().ConfigureAwait(false);
        store.Dispose();
        page.Dispose();
        meters.Dispose();
        spans.Dispose();
        signer.Dispose();
        portKey.Dispose();
        authority.Dispose();
    }

    private void Do(CoordinatorJob job, RunPlan plan, RunState run)
    {
        JobResult result;
        try
        {
            result = jobs.Do(job, plan, run);
        }
        catch (Exception fault)
        {
            // A job that never ended would hold its run for ever.
            broken(fault);
            result = new JobFailed(ErrorCodes.ProgramFault, fault.GetType().Name);
        }

        meters.Ended(result);
        mailbox.Post(() =>
        {
            underWay.TryRemove(job, out _);
            coordinator.Finished(job, result);
        });
    }

    private ReadinessCheck Readiness() => new(
        folder.Probe,
        () => whyNotListening,
        () => AskAsync(c =>
        {
            // The first entry is always there; that it can be read shows that the store answers.
            _ = store.Read(0, 1).Count();
            return c.Paused;
        }),
        time);

    private List<StudyView> StudyViewsOf(FederationCoordinator from, IEnumerable<StudyState> studies)
    {
        var views = new StudyViews(from.State, Connected, from.AtWork, from.Stuck, time.GetUtcNow().ToUnixTimeMilliseconds());
        return [.. studies.Select(views.Of)];
    }

    /// <summary>What is looked at when somebody asks for metrics.</summary>
    private void Watch()
    {
        double SecondsUntil(DateTimeOffset end) => (end - time.GetUtcNow()).TotalSeconds;
        meters.Watch("lamella.sites.connected", "{site}", "Sites whose line is up.", () => Connected.Count);
        meters.Watch("lamella.sites.enrolled", "{site}", "Sites that have joined and count.", () => State.Sites.Values.Count(s => !s.IsRemoved));
        meters.Watch("lamella.runs.open", "{run}", "Runs that have not come to their end.", () => State.OpenRuns.Length);
        meters.Watch("lamella.runs.waiting", "{run}", "Runs that wait for sites, below quorum.", () => State.OpenRuns.Count(r => State.RunOf(r).Phase == RunPhase.Waiting));
        meters.Watch("lamella.paused", "", "1 while everything stands still because a disk is full or the database is away, otherwise 0.", () => Paused is null ? 0 : 1);
        meters.Watch("lamella.ledger.entries", "{entry}", "Entries of the ledger.", () => State.Head.Index + 1);
        meters.Watch("lamella.disk.free", "By", "Free space on the disk of the coordinator's folder.", () => new DriveInfo(folder.Root).AvailableFreeSpace);
        meters.Watch("lamella.authority.expires.in", "s", "Until the authority's certificate ends.", () => SecondsUntil(desk.Authority.NotAfter));
        meters.Watch(
            "lamella.certificates.expire.in", "s", "Until the first certificate ends of the sites that called since the start.", () => desk.FirstExpiry is { } end ? SecondsUntil(end) : null);
    }

    private WebApplication BuildPort(HubBlobs files, ProtocolVersion speaks)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = UploadGrace);
        builder.Services.AddSingleton<IHubLines>(lines).AddSingleton<IHubBlobs>(files).AddSingleton<IEnrolmentDesk>(desk).AddSingleton(time);
        builder.Services.AddHub(speaks, broken);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A line that a firewall let die without a word would hold its stream, and a half-sent update, for ever.
            (kestrel.Limits.Http2.KeepAlivePingDelay, kestrel.Limits.Http2.KeepAlivePingTimeout) = (Ping, Ping);
            kestrel.Listen(IPEndPoint.Parse(settings.Listen), Configure);
        });
        var application = builder.Build();
        application.MapHub();
        return application;
    }

    /// <summary>Sites come with a certificate, those who join without one: each call says which it needs.</summary>
    private void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.UseHttps(https =>
        {
            https.SslProtocols = SslProtocols.Tls13;
            https.ServerCertificate = ServerCertificate();
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
            // A stranger's certificate may name any address to fetch an issuer from.
            https.OnAuthenticate = (_, tls) => tls.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        });
    }

    /// <summary>The port's certificate is made at every start; what sites hold on to is the authority, and join codes the key.</summary>
    private X509Certificate2 ServerCertificate()
    {
        using var issued = authority.IssueServer(portKey, [settings.PublicAddress[..settings.PublicAddress.LastIndexOf(':')]], time.GetUtcNow(), CertificateAuthority.AuthorityLife);
        using var whole = issued.CopyWithPrivateKey(portKey);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
