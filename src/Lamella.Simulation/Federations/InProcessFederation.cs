using System.Threading.Channels;
using Lamella.Coordinator;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;
using Lamella.Storage.Events;

namespace Lamella.Simulation.Federations;

/// <summary>
/// A coordinator and its sites in one process, on the production engine, ledger and file stores: only the lines between them are calls. Everything but
/// training and aggregation happens on one thread, in the order of a queue.
/// </summary>
internal sealed class InProcessFederation : IJobStarter, ISiteLines, IAsyncDisposable
{
    /// <summary>What a simulated study is for; there is nobody to ask.</summary>
    private const string Purpose = "simulation";

    private readonly Channel<Action> queue = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<RunId, List<RoundOutcome>> outcomes = [];
    private readonly Dictionary<RunId, TaskCompletionSource<FinishedRun>> waiting = [];
    private readonly Dictionary<RunId, Action<RoundOutcome>> listeners = [];
    private readonly SortedDictionary<SiteId, InProcessSite> sites = [];
    private readonly HashSet<string> incoming = [];
    private readonly CancellationTokenSource stop = new();
    private readonly SqliteEventStore store;
    private readonly RoundJobs jobs;
    private readonly FederationCoordinator coordinator;
    private readonly Task loop;
    private Exception? broken;

    /// <summary>Opens what the folder holds, proposes the study and lets its sites approve, if they have not.</summary>
    /// <param name="folder">Ledger and blobs.</param>
    /// <param name="protocol">The study.</param>
    /// <param name="samples">Fewest and most training patients of each training site over all seeds.</param>
    /// <param name="handlers">The sites' work.</param>
    /// <param name="time">Clock of the ledger.</param>
    public InProcessFederation(string folder, StudyProtocol protocol, IReadOnlyDictionary<SiteId, (long Least, long Most)> samples, ISiteHandlers handlers, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        Blobs = new FileBlobStore(Path.Combine(folder, "blobs"));
        jobs = new RoundJobs(Blobs);
        store = new SqliteEventStore(Path.Combine(folder, "ledger.db"));
        coordinator = new FederationCoordinator(new CoordinatorSetup
        {
            Federation = protocol.Study,
            Store = store,
            Blobs = Blobs,
            Signer = SimulatedSignatures.SignerOf("coordinator"),
            Scheme = SimulatedSignatures.Scheme,
            Jobs = this,
            Lines = this,
            Time = time,
            Told = Told,
            KeptFiles = () => incoming,
        });
        foreach (var site in samples.Keys)
            sites[site] = new InProcessSite(site, this, handlers, time, stop.Token);
        loop = Task.Run(LoopAsync);
        Post(() => Begin(protocol, samples));
    }

    /// <summary>Models and updates.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>The coordinator; touched in the queue only.</summary>
    public FederationCoordinator Coordinator => coordinator;

    /// <summary>Runs what is left of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="finished">Told of each training round of this run, earlier ones included, while the models before and after it are there if it is the last.</param>
    /// <param name="cancellation">Stops waiting; the ledger holds what is done.</param>
    public async Task<FinishedRun> RunAsync(RunId run, Action<RoundOutcome> finished, CancellationToken cancellation)
    {
        var result = new TaskCompletionSource<FinishedRun>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            waiting[run] = result;
            foreach (var outcome in outcomes.GetValueOrDefault(run) ?? [])
                finished(outcome);
            listeners[run] = finished;
            if (!coordinator.State.Runs.ContainsKey(run))
                coordinator.Queue(run, Purpose);
            CompleteIfEnded(run);
        });
        return await result.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Lets something happen on the federation's thread.</summary>
    public void Post(Action act) => queue.Writer.TryWrite(act);

    /// <summary>A file is on its way in until a statement names it.</summary>
    public void Incoming(string sha256) => incoming.Add(sha256);

    /// <summary>The statement that names it has been taken.</summary>
    public void Arrived(string sha256) => incoming.Remove(sha256);

    /// <summary>Something that nobody can go on from; whoever waits gets it.</summary>
    public void Break(Exception fault) => Post(() =>
    {
        broken ??= fault;
        foreach (var result in waiting.Values)
            result.TrySetException(broken);
    });

    /// <inheritdoc />
    public void Start(CoordinatorJob job, RunPlan plan, RunState run) => _ = Task.Run(() =>
    {
        try
        {
            var result = jobs.Do(job, plan, run);
            Post(() => coordinator.Finished(job, result));
        }
        catch (Exception fault)
        {
            Break(fault);
        }
    });

    /// <inheritdoc />
    public void Send(SiteId site, IReadOnlyList<LedgerEntry> entries) => Post(() => sites.GetValueOrDefault(site)?.Agent.Receive(entries));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        foreach (var site in sites.Values)
            await site.IdleAsync().ConfigureAwait(false);
        queue.Writer.TryComplete();
        await loop.ConfigureAwait(false);
        store.Dispose();
        stop.Dispose();
    }

    private void Begin(StudyProtocol protocol, IReadOnlyDictionary<SiteId, (long Least, long Most)> samples)
    {
        var study = ProtocolEncoding.Hash(protocol);
        foreach (var site in samples.Keys.Where(s => !coordinator.State.Sites.ContainsKey(s)))
            coordinator.Enrol(site, SimulatedSignatures.SignerOf(site.Value).PublicKey);
        if (!coordinator.State.Studies.ContainsKey(study))
            coordinator.Propose(protocol, Purpose, Purpose);
        foreach (var (id, site) in sites)
            coordinator.Connected(id, Head.Empty);
        Post(() =>
        {
            foreach (var (id, (least, most)) in samples)
            {
                var approval = coordinator.State.Studies[study].ApprovalOf(id, 0);
                if (approval is null || approval.LeastSamples > least || approval.MostSamples < most)
                    sites[id].Agent.Approve(study, Purpose, SiteMetrics.AskedBy(protocol), Purpose, Purpose, null, least, most);
            }
        });
    }

    private void Told(LedgerEvent e, FederationState state)
    {
        switch (e)
        {
            case RoundRecorded { Round: > 0 } recorded when state.RunOf(recorded.Run).Last is { } outcome:
                if (!outcomes.TryGetValue(recorded.Run, out var list))
                    outcomes[recorded.Run] = list = [];
                list.Add(outcome);
                listeners.GetValueOrDefault(recorded.Run)?.Invoke(outcome);
                break;
            case RunEnded ended:
                Post(() => CompleteIfEnded(ended.Run));
                break;
        }
    }

    private void CompleteIfEnded(RunId run)
    {
        if (broken is not null)
            waiting.GetValueOrDefault(run)?.TrySetException(broken);
        if (coordinator.State.Runs.GetValueOrDefault(run) is { Phase: RunPhase.Ended } ended)
            waiting.GetValueOrDefault(run)?.TrySetResult(new FinishedRun(ended.Status, ended.Reason, ended.Model, outcomes.GetValueOrDefault(run) ?? []));
    }

    private async Task LoopAsync()
    {
        await foreach (var act in queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                act();
            }
            catch (Exception fault)
            {
                Break(fault);
            }

            // A simulated study has somebody at the screen: a full disk or a damaged file stops it with the reason.
            if ((coordinator.Paused ?? coordinator.Stuck.Values.FirstOrDefault()) is { } paused)
                Break(paused);
        }
    }
}
