using Lamella.Coordinator;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;
using Lamella.Storage.Events;

namespace Lamella.Rounds.Probe;

/// <summary>
/// A coordinator and its sites in a folder, on one thread and the real stores; lines are a queue. What happens depends on the folder and the protocol only,
/// so that the n-th durable write is the same in every process.
/// </summary>
internal sealed class DirectFederation : IJobStarter, ISiteLines, IDisposable
{
    private const string Purpose = "probe";

    private readonly StudyProtocol protocol;
    private readonly RunId run;
    private readonly Queue<Action> queue = [];
    private readonly CountedEventStore store;
    private readonly RoundJobs jobs;
    private readonly SortedDictionary<SiteId, DirectSite> sites = [];

    /// <param name="folder">Everything is in it.</param>
    /// <param name="protocol">The study.</param>
    /// <param name="samples">Training patients of each site.</param>
    /// <param name="trainer">What does a site's work.</param>
    /// <param name="ours">Durable writes of the coordinator.</param>
    /// <param name="theirs">Durable writes of the sites.</param>
    /// <param name="told">Told of every entry.</param>
    public DirectFederation(
        string folder, StudyProtocol protocol, int samples, Func<SiteId, string, ITrainer> trainer, DurableWrites ours, DurableWrites theirs, Action<LedgerEvent>? told = null)
    {
        this.protocol = protocol;
        run = new RunId(ProtocolEncoding.Hash(protocol), protocol.Strategies[0].Name, protocol.Seeds[0]);
        Directory.CreateDirectory(folder);
        Blobs = new CountedBlobStore(new FileBlobStore(Path.Combine(folder, "blobs")), ours);
        store = new CountedEventStore(new SqliteEventStore(Path.Combine(folder, "ledger.db")), ours);
        jobs = new RoundJobs(Blobs);
        Coordinator = new FederationCoordinator(new CoordinatorSetup
        {
            Federation = "probe",
            Store = store,
            Blobs = Blobs,
            Signer = SimulatedSignatures.SignerOf("coordinator"),
            Scheme = SimulatedSignatures.Scheme,
            Jobs = this,
            Lines = this,
            Time = TimeProvider.System,
            Told = (e, _) => told?.Invoke(e),
            KeptFiles = () => Incoming,
        });
        foreach (var site in protocol.Sites.Select(s => s.Id))
        {
            var place = Path.Combine(folder, site.Value);
            Directory.CreateDirectory(place);
            sites[site] = new DirectSite(site, samples, place, this, trainer(site, place), theirs);
        }
    }

    public FederationCoordinator Coordinator { get; }

    public IBlobStore Blobs { get; }

    /// <summary>Updates that came in and that no statement names yet.</summary>
    public HashSet<string> Incoming { get; } = [];

    /// <summary>Runs what is left and returns how it ended.</summary>
    public RunState Run()
    {
        Begin();
        while (Coordinator.State.RunOf(run).Phase != RunPhase.Ended || queue.Count > 0)
        {
            if (!queue.TryDequeue(out var act))
                throw new InvalidOperationException($"Nothing happens any more: {Coordinator.State.RunOf(run).Phase}.");
            act();
        }

        return Coordinator.State.RunOf(run);
    }

    public void Post(Action act) => queue.Enqueue(act);

    public void Start(CoordinatorJob job, RunPlan plan, RunState run) => Post(() => Coordinator.Finished(job, jobs.Do(job, plan, run)));

    public void Send(SiteId site, IReadOnlyList<LedgerEntry> entries) => Post(() => sites[site].Receive(entries));

    public void Dispose()
    {
        foreach (var site in sites.Values)
            site.Dispose();
        store.Dispose();
    }

    /// <summary>Every part of it may have been done by a process before.</summary>
    private void Begin()
    {
        foreach (var site in sites.Keys.Where(s => !Coordinator.State.Sites.ContainsKey(s)))
            Coordinator.Enrol(site, SimulatedSignatures.SignerOf(site.Value).PublicKey);
        if (!Coordinator.State.Studies.ContainsKey(run.ProtocolSha256))
            Coordinator.Propose(protocol, Purpose, Purpose);
        if (!Coordinator.State.Runs.ContainsKey(run))
            Coordinator.Queue(run, Purpose);
        foreach (var (id, site) in sites)
            Coordinator.Connected(id, site.Head);
        Post(() =>
        {
            foreach (var site in sites.Values)
                site.Begin(run.ProtocolSha256, Purpose, SiteMetrics.AskedBy(protocol));
            Coordinator.Tick();
        });
    }
}
