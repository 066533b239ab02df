using System.Text.Json;
using Lamella.Coordinator.Rounds;
using Lamella.Coordinator.Storage;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Oracles;

/// <summary>
/// The published Python benchmark, step for step: fed its initial weights and its batches, our runner, handlers, strategies and trainer arrive at its
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
    public async Task Global_weights_equal_the_published_ones_after_every_round(string seed, string strategyName)
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
        var sites = clients.Select((rows, i) => new DirectSite(
            new SitePlan
            {
                Site = new SiteId($"client-{i}"),
                Run = id,
                Strategy = strategy,
                Manifest = shape.Manifest,
                Training = training,
                Optimiser = training.Optimiser,
                Patients = rows,
                Schedule = batches[i],
            },
            trainer,
            folder.File($"client-{i}"))).ToList();
        var plan = new RunPlan
        {
            Run = id,
            Strategy = strategy,
            Manifest = shape.Manifest,
            TotalRounds = 5,
            VisitsPerSite = 5,
            Quorum = 6,
            Population = new Population(6, clients.Sum(c => c.Count)),
        };

        var blobs = new BlobStore(folder.File("blobs"));
        var worst = 0.0;
        float[] final = [];
        await new FederatedRun(plan, sites, blobs, new RunJournal(folder.File("rounds.jsonl"))).RunAsync(
            Weights(run.GetProperty("initial")),
            record =>
            {
                using var file = blobs.Open(record.Outcome.ModelSha256);
                final = Safetensors.Read(file, shape.Manifest, "model");
                var expected = Weights(published.GetProperty("rounds")[record.Outcome.Round - 1]);
                worst = Math.Max(worst, RelativeDistance(final, expected));
            },
            TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage($"{strategyName} seed {seed}: worst relative distance {worst:E2}");
        Assert.InRange(worst, 0, Tolerance);

        var test = TcgaBrca.Split(patients, "test");
        var cindex = ConcordanceIndex.Of([.. test.Select(e => e.Outcome.Time)], [.. test.Select(e => e.Outcome.Value)], trainer.Predict(final, test, TestContext.Current.CancellationToken));
        Assert.Equal(published.GetProperty("pooled_test_cindex").GetDouble(), cindex!.Value, 5e-4);
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
