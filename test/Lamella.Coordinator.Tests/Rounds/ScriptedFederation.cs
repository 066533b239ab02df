using Lamella.Coordinator.Rounds;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Rounds;

/// <summary>A coordinator on a real folder with scripted sites, walked step by step until nothing more happens.</summary>
internal sealed class ScriptedFederation : IJobStarter, ISiteLines, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Queue<(CoordinatorJob Job, RunPlan Plan, RunState Run)> jobs = [];
    private readonly List<RoundOutcome> rounds = [];

    public StrategySpec Spec { get; init; } = new FedAvgSpec { Name = "FedAvg" };

    public QuorumSpec Quorum { get; init; } = new();

    public int Rounds { get; init; } = 4;

    public int? Patience { get; init; }

    public LateSpec? Late { get; init; }

    public AggregationSpec? Aggregation { get; init; }

    public IReadOnlyList<ScriptedSite> Sites { get; init; } = [new("a", 10), new("b", 20), new("c", 30)];

    /// <summary>Sites that only test: enrolled, and no more.</summary>
    public IReadOnlyList<SiteId> Testers { get; init; } = [];

    /// <summary>Called before each job; throws to stop the process there.</summary>
    public Action<CoordinatorJob> BeforeJob { get; set; } = _ => { };

    /// <summary>Called when nothing more happens, before the process ends.</summary>
    public Action<FederationCoordinator> AtEnd { get; set; } = _ => { };

    public StudyProtocol Protocol => new()
    {
        Study = "scripted",
        Title = "Scripted",
        Seeds = [1],
        Sites = [.. Sites.Select(s => new SiteSpec(s.Site, SiteRole.Train)), .. Testers.Select(s => new SiteSpec(s, SiteRole.External))],
        Dictionary = [.. Enumerable.Range(0, 6).Select(i => new Variable { Name = $"x{i}", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis })],
        Task = new BinaryTask("y", "yes"),
        Inputs = new InputSpec { Clinical = [.. Enumerable.Range(0, 6).Select(i => $"x{i}")] },
        Split = new ColumnSplit(),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = Rounds, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 }, EarlyStopping = Patience is { } p ? new EarlyStopping(StoppingData.SiteHoldout, 0.2, p) : null },
        Strategies = [Spec],
        Baselines = new BaselineSpec(),
        Quorum = Quorum,
        Late = Late,
        Aggregation = Aggregation,
    };

    public RunId Run => new(ProtocolEncoding.Hash(Protocol), Spec.Name, 1);

    public ParameterManifest Manifest => RunPlan.Of(Protocol, Run).Manifest;

    /// <summary>The rounds on record, each once.</summary>
    public IReadOnlyList<RoundOutcome> Recorded => rounds;

    /// <summary>Runs what is left in one process; returns the run as it stands when nothing more happens.</summary>
    public RunState Go(Action<RoundOutcome>? recorded = null)
    {
        rounds.Clear();
        jobs.Clear();
        using var store = new SqliteEventStore(folder.File("ledger.db"));
        var blobs = new FileBlobStore(folder.File("blobs"));
        var work = new RoundJobs(blobs);
        var coordinator = new FederationCoordinator(new CoordinatorSetup
        {
            Federation = "scripted",
            Store = store,
            Blobs = blobs,
            Signer = SimulatedSignatures.SignerOf("coordinator"),
            Scheme = SimulatedSignatures.Scheme,
            Jobs = this,
            Lines = this,
            Time = TimeProvider.System,
            Told = (e, state) =>
            {
                if (e is not RoundRecorded told)
                    return;
                rounds.Add(state.RunOf(told.Run).Last!);
                recorded?.Invoke(rounds[^1]);
            },
        });
        if (coordinator.State.Studies.IsEmpty)
            Begin(coordinator);
        coordinator.Tick();
        long before;
        do
        {
            before = coordinator.State.Head.Index;
            while (jobs.TryDequeue(out var next))
            {
                BeforeJob(next.Job);
                coordinator.Finished(next.Job, work.Do(next.Job, next.Plan, next.Run));
            }

            foreach (var site in Sites)
                Answer(coordinator, blobs, site);
        }
        while (coordinator.State.Head.Index != before || jobs.Count > 0);
        AtEnd(coordinator);
        return coordinator.State.RunOf(Run);
    }

    /// <summary>Where blobs are.</summary>
    public string BlobFolder => folder.File("blobs");

    /// <summary>Where a blob is.</summary>
    public string PathOf(string blob) => folder.File("blobs", blob[..2], blob);

    public IReadOnlyList<LedgerEvent> Events()
    {
        using var store = new SqliteEventStore(folder.File("ledger.db"), readOnly: true);
        return [.. store.Read(0).Select(e => EventEncoding.Decode(e.Body.AsSpan()))];
    }

    public int BlobCount() => new FileBlobStore(folder.File("blobs")).List().Count;

    public IReadOnlyList<LedgerEntry> Entries()
    {
        using var store = new SqliteEventStore(folder.File("ledger.db"), readOnly: true);
        return [.. store.Read(0)];
    }

    public LedgerVerdict Verify()
    {
        using var store = new SqliteEventStore(folder.File("ledger.db"), readOnly: true);
        return LedgerCheck.Run(store.Read(0));
    }

    public void Start(CoordinatorJob job, RunPlan plan, RunState run) => jobs.Enqueue((job, plan, run));

    public void Send(SiteId site, IReadOnlyList<LedgerEntry> entries)
    {
    }

    public void Dispose() => folder.Dispose();

    private void Begin(FederationCoordinator coordinator)
    {
        var study = ProtocolEncoding.Hash(Protocol);
        foreach (var site in Sites)
            coordinator.Enrol(site.Site, SimulatedSignatures.SignerOf(site.Site.Value).PublicKey);
        foreach (var site in Testers)
            coordinator.Enrol(site, SimulatedSignatures.SignerOf(site.Value).PublicKey);
        coordinator.Propose(Protocol, "test", "test");
        foreach (var site in Sites)
        {
            Say(coordinator, site, (number, head) => new StudyApproved(
                site.Site, number, head, study, "test", SiteMetrics.AskedBy(Protocol), "Dr Test", "data steward", null, site.Samples, site.Samples));
        }

        coordinator.Queue(Run, "test");
    }

    private void Answer(FederationCoordinator coordinator, FileBlobStore blobs, ScriptedSite site)
    {
        foreach (var order in SiteRules.Orders(coordinator.State, site.Site, 0).Where(o => site.Answers(o.Round)))
        {
            if (coordinator.State.RunOf(order.Run).Current!.Sites[site.Site].Stage == SiteStage.Failed)
                continue;
            if (site.Fails(order.Round) is { } code)
            {
                Say(coordinator, site, (number, head) => new WorkFailed(site.Site, number, head, order.Run, order.Round, code, Final: true));
                continue;
            }

            using var file = blobs.OpenRead(order.ModelSha256);
            var bytes = site.Update(order, Safetensors.Read(file, Manifest, "model"), Manifest);
            using var writer = blobs.Create();
            writer.Write(bytes);
            var name = writer.Commit();
            Say(coordinator, site, (number, head) => site.Says(new UpdateSubmitted(
                site.Site, number, head, order.Run, order.Round, order.ModelSha256, name, bytes.Length, site.Samples, 10L * (order.Round - 1), 10, 0.5, null, 0, file.Length)));
        }
    }

    private static void Say(FederationCoordinator coordinator, ScriptedSite site, Func<long, Head, SiteStatement> make)
    {
        var statement = make((coordinator.State.Sites[site.Site].Statements) + 1, coordinator.State.Head);
        var signed = SignedStatement.Sign(statement, SimulatedSignatures.SignerOf(site.Site.Value));
        Assert.Equal(StatementReplyKind.Taken, coordinator.Receive(site.Site, signed.Body.AsMemory(), signed.Signature.AsMemory()).Kind);
    }
}
