using System.Text.Json;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;
using Lamella.Storage.Blobs;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Oracles;

/// <summary>
/// The published Python benchmark, step for step: fed its initial weights and its batches, our handlers, aggregator, strategies and trainer arrive at its
/// global weights after every round.
/// </summary>
public class TcgaTraceTests
{
    private const double Tolerance = 5e-5;

    [Theory]
    [InlineData("42", "FedAvg")]
    [InlineData("42", "FedProx")]
    [InlineData("42", "Scaffold")]
    [InlineData("42", "FedAdagrad")]
    [InlineData("42", "FedAdam")]
    [InlineData("42", "FedYogi")]
    [InlineData("43", "FedAvg")]
    [InlineData("43", "FedProx")]
    [InlineData("43", "Scaffold")]
    [InlineData("43", "FedAdagrad")]
    [InlineData("43", "FedAdam")]
    [InlineData("43", "FedYogi")]
    public void Global_weights_equal_the_published_ones_after_every_round(string seed, string strategyName)
    {
        using var trace = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "reference_trace.json")));
        var patients = TcgaBrca.ReadPatients();
        var clients = trace.RootElement.GetProperty("patients").EnumerateArray().Select(c => c.EnumerateArray().Select(p => patients[p.GetString()!]).ToList()).ToList();
        var run = trace.RootElement.GetProperty("seeds").GetProperty(seed);
        var batches = run.GetProperty("batches").EnumerateArray().Select(c => new RecordedSchedule(c)).ToList();
        var published = run.GetProperty("strategies").GetProperty(strategyName);
        var (spec, rate) = Spec(strategyName, published.GetProperty("settings"));

        var task = new SurvivalTask("T", "E", CoxLoss.BatchMean);
        var training = new TrainingSpec { Rounds = 5, RoundSteps = 100, Batch = 8, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = rate } };
        var shape = ModelShape.Create(HeadPresets.Create("cox"), new InputSpec(), task, TcgaBrca.Covariates);
        using var folder = new TemporaryFolder();
        var strategy = FederatedStrategies.Create(spec);
        using var trainer = new LocalTrainer(shape, task, training);
        var id = new RunId(new string('0', 64), strategyName, ulong.Parse(seed));
        var sites = clients.Select((rows, i) => new SiteRoundHandler(
            new SitePlan
            {
                Site = new SiteId($"client-{i}"),
                Run = id,
                Strategy = strategy,
                Manifest = shape.Manifest,
                Training = training,
                Optimiser = training.Optimiser,
                Patients = _ => new SiteExamples(rows, []),
                Schedule = batches[i],
            },
            trainer,
            new SiteStateStore(folder.File($"client-{i}")))).ToList();

        // The published weights and batches are not ours to draw, so the rounds are walked by hand: handlers and aggregator are the production ones.
        var blobs = new FileBlobStore(folder.File("blobs"));
        var aggregator = new ModelAggregator(strategy, AggregationRules.Create(null), shape.Manifest, blobs);
        var worst = 0.0;
        var final = Weights(run.GetProperty("initial"));
        var (model, state) = (Keep(blobs, stream => Safetensors.Write(stream, shape.Manifest, final)), aggregator.InitialServerState());
        for (var round = 1; round <= 5; round++)
        {
            var order = new RoundOrder(id, round, RoundKind.Training, model, strategy.HasControl ? state[0] : null, null, 5, [SiteMetrics.TrainingLoss]);
            var updates = sites.Select((site, i) =>
            {
                using var published = blobs.OpenRead(model);
                using var control = order.ControlSha256 is null ? null : blobs.OpenRead(order.ControlSha256);
                var (made, path) = site.Handle(order, new RoundInputs(published, control), null, TestContext.Current.CancellationToken);
                Assert.Equal(made.Update, Keep(blobs, stream => stream.Write(File.ReadAllBytes(path))));
                return new CountedUpdate(new SiteId($"client-{i}"), round, made.Update, made.Samples, 1);
            }).ToList();
            (model, state) = aggregator.Aggregate(model, state, updates, new Population(6, clients.Sum(c => c.Count)));
            using var file = blobs.OpenRead(model);
            final = Safetensors.Read(file, shape.Manifest, "model");
            worst = Math.Max(worst, RelativeDistance(final, Weights(published.GetProperty("rounds")[round - 1])));
        }

        TestContext.Current.SendDiagnosticMessage($"{strategyName} seed {seed}: worst relative distance {worst:E2}");
        Assert.InRange(worst, 0, Tolerance);

        var test = TcgaBrca.Split(patients, "test");
        var cindex = ConcordanceIndex.Of([.. test.Select(e => e.Outcome.Time)], [.. test.Select(e => e.Outcome.Value)], trainer.Predict(final, test, TestContext.Current.CancellationToken));
        Assert.Equal(published.GetProperty("pooled_test_cindex").GetDouble(), cindex!.Value, 5e-4);
    }

    private static string Keep(FileBlobStore blobs, Action<Stream> write)
    {
        using var writer = blobs.Create();
        write(writer);
        return writer.Commit();
    }

    private static (StrategySpec Spec, double Rate) Spec(string name, JsonElement settings)
    {
        double Get(string key) => settings.GetProperty(key).GetDouble();
        StrategySpec spec = name switch
        {
            "FedAvg" => new FedAvgSpec { Name = name },
            "FedProx" => new FedProxSpec { Name = name, Mu = Get("mu") },
            "Scaffold" => new ScaffoldSpec { Name = name, ServerLearningRate = Get("server_learning_rate"), Weighting = ScaffoldWeighting.Samples },
            "FedAdagrad" => new FedAdagradSpec { Name = name, ServerLearningRate = Get("server_learning_rate"), Beta1 = Get("beta1"), Beta2 = Get("beta2"), Tau = Get("tau") },
            "FedAdam" => new FedAdamSpec { Name = name, ServerLearningRate = Get("server_learning_rate"), Beta1 = Get("beta1"), Beta2 = Get("beta2"), Tau = Get("tau") },
            _ => new FedYogiSpec { Name = name, ServerLearningRate = Get("server_learning_rate"), Beta1 = Get("beta1"), Beta2 = Get("beta2"), Tau = Get("tau") },
        };
        return (spec, Get("learning_rate"));
    }

    private static float[] Weights(JsonElement model) =>
        [.. model.GetProperty("weight").EnumerateArray().Select(w => w.GetSingle()), model.GetProperty("bias").GetSingle()];

    private static double RelativeDistance(float[] found, float[] expected) =>
        Math.Sqrt(found.Zip(expected, (a, b) => Math.Pow((double)a - b, 2)).Sum() / expected.Sum(b => (double)b * b));

    /// <summary>Batches as recorded.</summary>
    private sealed class RecordedSchedule(JsonElement steps) : IBatchSchedule
    {
        private readonly int[][] rows = [.. steps.EnumerateArray().Select(s => s.EnumerateArray().Select(r => r.GetInt32()).ToArray())];

        public int StepsPerEpoch => rows.Length;

        public ReadOnlySpan<int> Batch(long step) => rows[step];
    }
}
