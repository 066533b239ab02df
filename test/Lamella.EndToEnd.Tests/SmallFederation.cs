using Lamella.Coordinator.Rounds;
using Lamella.Coordinator.Storage;
using Lamella.EndToEnd.Tests.Oracles;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests;

/// <summary>Three hospitals with small made-up bags, the production runner and handlers, and a folder of their own.</summary>
internal sealed class SmallFederation : IDisposable
{
    private const int Dimension = 12;
    private readonly TemporaryFolder folder = new();

    public ModelSpec Head { get; init; } = HeadPresets.Create("deepmil", new HeadOptions { Width = 8, Attention = 8, Hidden = [6], Dropout = 0.25 });

    public StrategySpec Spec { get; init; } = new FedAvgSpec { Name = "FedAvg" };

    public TrainingSpec Training { get; init; } = new() { Rounds = 3, RoundSteps = 4, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } };

    public bool Parallel { get; init; }

    public TaskSpec Task { get; } = new BinaryTask("response", "yes");

    public InputSpec Inputs { get; } = new() { Bags = new BagInput { Dimension = Dimension } };

    public ModelShape Shape => ModelShape.Create(Head, Inputs, Task, 0, Training.KeepLocal);

    public IReadOnlyList<(string Site, List<Example> Patients)> Hospitals { get; init; } = [("alpha", Patients("alpha", 7)), ("beta", Patients("beta", 10)), ("gamma", Patients("gamma", 5))];

    public string FolderOf(string site) => folder.File("sites", site);

    /// <summary>Runs what is left; returns the final model and every round.</summary>
    public async Task<(RunResult Result, float[] Model)> RunAsync(Action<RoundRecord>? finished = null, CancellationToken cancellation = default)
    {
        var strategy = FederatedStrategies.Create(Spec);
        var shape = Shape;
        var shared = shape.Manifest.Shared();
        var run = new RunId(new string('0', 64), Spec.Name, 11);
        var trainers = new List<LocalTrainer>();
        try
        {
            var links = Hospitals.Select(h =>
            {
                trainers.Add(new LocalTrainer(shape, Task, Training));
                var plan = new SitePlan
                {
                    Site = new SiteId(h.Site),
                    Run = run,
                    Strategy = strategy,
                    Manifest = shape.Manifest,
                    Training = Training,
                    Optimiser = Training.Optimiser,
                    Patients = h.Patients,
                };
                ISiteLink direct = new DirectSite(plan, trainers[^1], FolderOf(h.Site));
                return Parallel ? new ThreadedSite(direct) : direct;
            }).ToList();
            var plan = new RunPlan
            {
                Run = run,
                Strategy = strategy,
                Manifest = shared,
                TotalRounds = strategy.RoundsOnRecord(Training.Rounds, links.Count),
                VisitsPerSite = Training.Rounds,
                Quorum = links.Count,
                Population = new Population(links.Count, links.Sum(l => l.Samples)),
            };
            var blobs = new BlobStore(folder.File("blobs"));
            var initial = shape.Manifest.InitialWeights(run.Seed);
            var result = await new FederatedRun(plan, links, blobs, new RunJournal(folder.File("rounds.jsonl"))).RunAsync(initial.AsMemory(0, shared.TotalCount), finished, cancellation);
            using var file = blobs.Open(result.Model);
            return (result, Safetensors.Read(file, shared, "model"));
        }
        finally
        {
            trainers.ForEach(t => t.Dispose());
        }
    }

    public void Dispose() => folder.Dispose();

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

    /// <summary>Answers on a thread of its own, so that sites train at the same time.</summary>
    private sealed class ThreadedSite(ISiteLink inner) : ISiteLink
    {
        public SiteId Site => inner.Site;

        public long Samples => inner.Samples;

        public Task<UpdateReport> TrainAsync(RoundOrder order, IRoundFiles files, CancellationToken cancellation) =>
            System.Threading.Tasks.Task.Run(() => inner.TrainAsync(order, files, cancellation), cancellation);
    }
}
