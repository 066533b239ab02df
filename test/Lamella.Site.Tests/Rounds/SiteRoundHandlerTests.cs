using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;
using Lamella.Testing;

namespace Lamella.Site.Tests.Rounds;

/// <summary>The hospital's half of a round, without a coordinator.</summary>
public class SiteRoundHandlerTests
{
    private static readonly TaskSpec Task = new RegressionTask("y");
    private static readonly TrainingSpec Training = new() { Rounds = 5, RoundSteps = 3, Batch = 2, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1, Momentum = 0.5, KeepState = true } };
    private static readonly ModelShape Shape = ModelShape.Create(HeadPresets.Create("linear"), new InputSpec(), Task, covariates: 2);
    private static readonly RunId Run = new(new string('0', 64), "FedAvg", 1);

    private static readonly List<Example> Patients =
        [.. Enumerable.Range(0, 6).Select(i => new Example($"p{i}", new float[] { i, 1 - (i % 3) }, null, new Outcome(0.5f * i)))];

    [Fact]
    public void An_update_is_the_difference_that_training_made()
    {
        using var site = new Hospital();
        var (report, update) = site.Answer(round: 1, model: [0.1f, 0.2f, 0.3f]);
        Assert.Equal((6L, 3L), (report.Samples, report.Steps));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(update)), report.Update);
        var delta = Safetensors.ReadParts(new MemoryStream(update), Shape.Manifest, ["delta"], "update")[0];
        Assert.All(delta, d => Assert.NotEqual(0f, d));
    }

    [Fact]
    public void A_model_that_is_not_the_ordered_one_is_refused_before_training()
    {
        using var site = new Hospital();
        var fault = Assert.Throws<LamellaException>(() => site.Answer(1, [0.1f, 0.2f, 0.3f], orderedHash: new string('f', 64)));
        Assert.Equal(ErrorCodes.BlobCorrupt, fault.Code);
        Assert.False(Directory.Exists(site.Folder) && Directory.EnumerateDirectories(site.Folder).Any());
    }

    [Fact]
    public void A_model_of_another_architecture_is_refused()
    {
        using var site = new Hospital();
        var other = new ParameterManifest([new ParameterSpec("w", [3], InitLaw.Zeros, 0)]);
        Assert.Equal(ErrorCodes.ManifestMismatch, Assert.Throws<LamellaException>(() => site.Answer(1, [0, 0, 0], manifest: other)).Code);
    }

    [Fact]
    public void A_round_asked_twice_is_answered_with_the_same_bytes_and_trained_once()
    {
        using var site = new Hospital();
        var first = site.Answer(1, [0.1f, 0.2f, 0.3f]);
        var steps = site.StepsTaken;
        var second = site.Answer(1, [0.1f, 0.2f, 0.3f]);
        Assert.Equal(first.Update, second.Update);
        Assert.Equal(first.Report, second.Report);
        Assert.Equal(steps, site.StepsTaken);
    }

    [Fact]
    public void A_round_asked_again_after_the_data_changed_is_trained_on_the_data_as_they_are_now()
    {
        using var undisturbed = new Hospital { HasPatients = 5 };
        var expected = undisturbed.Answer(1, [0.1f, 0.2f, 0.3f]);

        using var site = new Hospital();
        site.Answer(1, [0.1f, 0.2f, 0.3f]);
        site.HasPatients = 5;
        var again = site.Answer(1, [0.1f, 0.2f, 0.3f]);
        Assert.Equal(5, again.Report.Samples);
        Assert.Equal(expected.Update, again.Update);
        Assert.Single(Directory.EnumerateDirectories(site.Folder));
    }

    [Fact]
    public void A_stopped_round_commits_nothing_and_starts_again_from_the_committed_state()
    {
        using var undisturbed = new Hospital();
        undisturbed.Answer(1, [0.1f, 0.2f, 0.3f]);
        var expected = undisturbed.Answer(2, [0.2f, 0.1f, 0.1f]).Update;

        using var site = new Hospital();
        site.Answer(1, [0.1f, 0.2f, 0.3f]);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => site.Answer(2, [0.2f, 0.1f, 0.1f], progress: step => { if (step.Done == 2) stop.Cancel(); }, cancellation: stop.Token));
        Assert.Single(Directory.EnumerateDirectories(site.Folder));
        Assert.Equal(expected, site.Answer(2, [0.2f, 0.1f, 0.1f]).Update);
    }

    [Fact]
    public void What_an_interrupted_commit_left_is_swept_away()
    {
        using var site = new Hospital();
        Directory.CreateDirectory(Path.Combine(site.Folder, "committing"));
        File.WriteAllText(Path.Combine(site.Folder, "committing", "update.safetensors"), "half");
        site.Answer(1, [0.1f, 0.2f, 0.3f]);
        Assert.StartsWith("round-1-", Path.GetFileName(Assert.Single(Directory.EnumerateDirectories(site.Folder))), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_last_two_rounds_are_kept()
    {
        using var site = new Hospital();
        for (var round = 1; round <= 4; round++)
            site.Answer(round, [0.1f * round, 0, 0]);
        Assert.Equal(["round-3", "round-4"], Directory.EnumerateDirectories(site.Folder).Select(d => Path.GetFileName(d)[..7]).Order());
    }

    private sealed class Hospital : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly LocalTrainer trainer = new(Shape, Task, Training);
        private readonly SiteRoundHandler handler;

        public Hospital()
        {
            var plan = new SitePlan
            {
                Site = new SiteId("curie"),
                Run = Run,
                Strategy = FederatedStrategies.Create(new FedAvgSpec { Name = "FedAvg" }),
                Manifest = Shape.Manifest,
                Training = Training,
                Optimiser = Training.Optimiser,
                Patients = _ => new SiteExamples(Patients[..HasPatients], []),
            };
            handler = new SiteRoundHandler(plan, trainer, new SiteStateStore(Folder));
        }

        public string Folder => folder.File("run");

        public int HasPatients { get; set; } = Patients.Count;

        public int StepsTaken { get; private set; }

        public (UpdateMade Report, byte[] Update) Answer(
            int round, float[] model, string? orderedHash = null, ParameterManifest? manifest = null, Action<StepProgress>? progress = null, CancellationToken cancellation = default)
        {
            using var published = new MemoryStream();
            Safetensors.Write(published, manifest ?? Shape.Manifest, model);
            var hash = orderedHash ?? Convert.ToHexStringLower(SHA256.HashData(published.ToArray()));
            var order = new RoundOrder(Run, round, RoundKind.Training, hash, null, null, VisitsPerSite: 5, [SiteMetrics.TrainingLoss]);
            published.Position = 0;
            var (report, path) = handler.Handle(order, new RoundInputs(published), step => { StepsTaken++; progress?.Invoke(step); }, cancellation);
            return (report, File.ReadAllBytes(path));
        }

        public void Dispose()
        {
            trainer.Dispose();
            folder.Dispose();
        }
    }
}
