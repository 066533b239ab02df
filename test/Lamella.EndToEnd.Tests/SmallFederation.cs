using System.Collections.Concurrent;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Simulation.Federations;
using Lamella.Site.Rounds;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests;

/// <summary>Three hospitals with small made-up bags, the production runner and handlers, and a folder of their own.</summary>
internal sealed class SmallFederation : IDisposable
{
    private const int Dimension = 12;
    private const ulong Seed = 11;
    private readonly TemporaryFolder folder = new();

    public ModelSpec Head { get; init; } = HeadPresets.Create("deepmil", new HeadOptions { Width = 8, Attention = 8, Hidden = [6], Dropout = 0.25 });

    public StrategySpec Spec { get; init; } = new FedAvgSpec { Name = "FedAvg" };

    public TrainingSpec Training { get; init; } = new() { Rounds = 3, RoundSteps = 4, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } };

    public bool Parallel { get; init; }

    /// <summary>Sites that must contribute; 0: all.</summary>
    public int Quorum { get; init; }

    /// <summary>Told of each step of a site.</summary>
    public Action<SiteId, long>? Stepped { get; set; }

    public string LedgerPath => folder.File("ledger.db");

    public TaskSpec Task { get; } = new BinaryTask("response", "yes");

    public InputSpec Inputs { get; } = new() { Bags = new BagInput { Dimension = Dimension } };

    public ModelShape Shape => ModelShape.Create(Head, Inputs, Task, 0, Training.KeepLocal);

    public IReadOnlyList<(string Site, List<Example> Patients)> Hospitals { get; init; } = [("alpha", Patients("alpha", 7)), ("beta", Patients("beta", 10)), ("gamma", Patients("gamma", 5))];

    public string FolderOf(string site) => folder.File("sites", site);

    public StudyProtocol Protocol => new()
    {
        Study = "small",
        Title = "Small",
        Seeds = [Seed],
        Sites = [.. Hospitals.Select(h => new SiteSpec(new SiteId(h.Site), SiteRole.Train))],
        Dictionary = [],
        Task = Task,
        Inputs = Inputs,
        Split = new ColumnSplit(),
        Model = Head,
        Training = Training,
        Strategies = [Spec],
        Baselines = new BaselineSpec(),
        Quorum = new QuorumSpec { Sites = Quorum },
    };

    /// <summary>Runs what is left; returns how it ended and the final model.</summary>
    public async Task<(FinishedRun Result, float[] Model)> RunAsync(Action<RoundOutcome>? finished = null, CancellationToken cancellation = default)
    {
        var shared = Shape.Manifest.Shared();
        using var handlers = new Handlers(this);
        var samples = Hospitals.ToDictionary(h => new SiteId(h.Site), h => (1L, (long)h.Patients.Count));
        await using var federation = new InProcessFederation(folder.FullName, Protocol, samples, handlers, TimeProvider.System);
        var result = await federation.RunAsync(RunId, finished ?? (_ => { }), cancellation);
        using var file = federation.Blobs.OpenRead(result.Model);
        return (result, Safetensors.Read(file, shared, "model"));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The run.</summary>
    public RunId RunId => new(ProtocolEncoding.Hash(Protocol), Spec.Name, Seed);

    /// <summary>A hospital's half of the rounds; the caller disposes the trainer.</summary>
    public (SiteRoundHandler Handler, SiteStateStore Store, LocalTrainer Trainer) HandlerOf(SiteId site, string place)
    {
        var trainer = new LocalTrainer(Shape, Task, Training);
        var patients = new SiteExamples(Hospitals.Single(h => h.Site == site.Value).Patients, []);
        var store = new SiteStateStore(place);
        var plan = new SitePlan
        {
            Site = site,
            Run = RunId,
            Strategy = FederatedStrategies.Create(Spec),
            Manifest = Shape.Manifest,
            Training = Training,
            Optimiser = Training.Optimiser,
            Patients = _ => patients,
        };
        return (new SiteRoundHandler(plan, trainer, store), store, trainer);
    }

    /// <summary>Bags of 4 to 9 tiles whose label hangs on one feature.</summary>
    public static List<Example> Patients(string site, int count)
    {
        var random = new RandomStream(5, site, "small-federation", 0);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var label = i % 2;
            var tiles = 4 + random.NextInt(6);
            var features = new float[tiles * Dimension];
            for (var f = 0; f < features.Length; f++)
                features[f] = (float)random.NextGaussian() + (f % Dimension == 0 ? label : 0);
            return new Example($"{site}-{i}", default, new MemoryBag(features, Dimension), new Outcome(label));
        })];
    }

    /// <summary>A trainer for each hospital; all at the same time or one after the other.</summary>
    private sealed class Handlers(SmallFederation federation) : ISiteHandlers, IDisposable
    {
        private readonly ConcurrentDictionary<SiteId, SiteRoundHandler> handlers = [];
        private readonly ConcurrentBag<LocalTrainer> trainers = [];
        private readonly SemaphoreSlim gate = new(federation.Parallel ? 3 : 1);

        public SiteRoundHandler HandlerOf(RunId run, SiteId site) => handlers.GetOrAdd(site, id =>
        {
            var (handler, _, trainer) = federation.HandlerOf(id, federation.FolderOf(id.Value));
            trainers.Add(trainer);
            return handler;
        });

        public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
        {
            await gate.WaitAsync(cancellation);
            return new Turn(gate);
        }

        public void Stepped(RunId run, SiteId site, long done, long steps) => federation.Stepped?.Invoke(site, done);

        public void Failed(RunId run, SiteId site, string message)
        {
        }

        public void Dispose()
        {
            foreach (var trainer in trainers)
                trainer.Dispose();
            gate.Dispose();
        }

        private sealed class Turn(SemaphoreSlim gate) : IDisposable
        {
            public void Dispose() => gate.Release();
        }
    }
}
