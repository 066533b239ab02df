using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using TorchSharp;

namespace Lamella.Learning.Tests.Training;

public sealed class LocalTrainerTests
{
    private static readonly HeadOptions Dropped = new() { Hidden = [8, 4], Dropout = 0.3 };

    private static readonly HeadOptions SmallDeepMil = new() { Width = 8, Attention = 6, Hidden = [8, 4], Dropout = 0.3 };

    [Fact]
    public void A_table_is_learnt()
    {
        var shape = ModelShape.Create(HeadPresets.Create("mlp"), Fixtures.Table, Fixtures.Binary, 5);
        var patients = Fixtures.Patients(200, 5, 0);
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training(16));
        var job = Fixtures.Job(shape, patients, 300, batch: 16);
        var result = trainer.Train(job);
        Assert.True(trainer.Loss(result.Weights, patients) < 0.15 * trainer.Loss(job.Weights.Span, patients));
        Assert.Equal(300, result.State.Steps);
    }

    [Theory]
    [InlineData("deepmil")]
    [InlineData("weldon")]
    [InlineData("chowder")]
    [InlineData("meanpool")]
    [InlineData("transformer")]
    [InlineData("transmil")]
    public void Every_head_learns_from_bags(string head)
    {
        var options = head switch
        {
            "transformer" => new HeadOptions { Width = 16, Heads = 2, FeedForward = 16, Dropout = 0.1 },
            "transmil" => new HeadOptions { Width = 16, Heads = 2, Landmarks = 4 },
            _ => null,
        };
        var shape = ModelShape.Create(HeadPresets.Create(head, options), Fixtures.Tiles(6), Fixtures.Binary, 0);
        var patients = Fixtures.Patients(24, 0, 6);
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        var job = Fixtures.Job(shape, patients, 100);
        var result = trainer.Train(job);
        Assert.True(trainer.Loss(result.Weights, patients) < trainer.Loss(job.Weights.Span, patients));
    }

    [Theory]
    [InlineData(Fusion.Early)]
    [InlineData(Fusion.Late)]
    public void Fused_covariates_count(Fusion fusion)
    {
        var shape = ModelShape.Create(HeadPresets.Create("deepmil", SmallDeepMil), Fixtures.Tiles(6, fusion), Fixtures.Binary, 3);
        var patients = Fixtures.Patients(10, 3, 6);
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        var weights = trainer.Train(Fixtures.Job(shape, patients, 20)).Weights;
        var changed = patients.Select(p => p with { Covariates = new float[] { 1, 1, 1 } }).ToList();
        Assert.NotEqual(trainer.Predict(weights, patients), trainer.Predict(weights, changed));
    }

    [Fact]
    public void Late_fusion_adds_a_linear_model()
    {
        var shape = ModelShape.Create(HeadPresets.Create("meanpool"), Fixtures.Tiles(2, Fusion.Late), Fixtures.Binary, 2);
        // Parameters: head.weight [1, 2], head.bias, covariates.weight [1, 2]. Tiles (1, 2) and (3, 4) have mean (2, 3).
        float[] weights = [10, 100, 1000, 0.5f, 0.25f];
        var patient = new Example("P", new float[] { 2, 8 }, new MemoryBag(new float[] { 1, 2, 3, 4 }, 2), new Outcome(1));
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        Assert.Equal(20 + 300 + 1000 + 1 + 2, trainer.Predict(weights, [patient])[0], 1e-3);
    }

    [Fact]
    public void Early_fusion_appends_to_the_vector()
    {
        var shape = ModelShape.Create(HeadPresets.Create("meanpool"), Fixtures.Tiles(2, Fusion.Early), Fixtures.Binary, 2);
        float[] weights = [10, 100, 0.5f, 0.25f, 1000];
        var patient = new Example("P", new float[] { 2, 8 }, new MemoryBag(new float[] { 1, 2, 3, 4 }, 2), new Outcome(1));
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        Assert.Equal(20 + 300 + 1 + 2 + 1000, trainer.Predict(weights, [patient])[0], 1e-3);
    }

    [Fact]
    public void Slide_embeddings_are_vectors_and_several_are_averaged()
    {
        var inputs = new InputSpec { Bags = new BagInput { Dimension = 2, Kind = BagKind.Slide } };
        var shape = ModelShape.Create(HeadPresets.Create("linear"), inputs, Fixtures.Binary, 0);
        var patient = new Example("P", default, new MemoryBag(new float[] { 1, 2, 3, 4 }, 2), new Outcome(1));
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        Assert.Equal(321, trainer.Predict([10, 100, 1], [patient])[0], 1e-3);
        Assert.Null(trainer.TileScores([10, 100, 1], patient));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_job_gives_the_same_bytes_alone_beside_others_and_split(bool survival)
    {
        TaskSpec task = survival ? Fixtures.Survival : Fixtures.Binary;
        var shape = ModelShape.Create(HeadPresets.Create("deepmil", SmallDeepMil), Fixtures.Tiles(6), task, 0);
        var patients = Fixtures.Patients(20, 0, 6);
        TrainingResult Run(string site, int first, int steps, TrainingResult? before)
        {
            using var trainer = new LocalTrainer(shape, task, Fixtures.Training());
            var job = Fixtures.Job(shape, patients, steps, stream: site) with { FirstStep = first, TotalSteps = 40 };
            return trainer.Train(before is null ? job : job with { Weights = before.Weights, State = before.State });
        }

        var alone = Run("site-a", 0, 40, null);
        var other = Run("site-b", 0, 40, null);
        Assert.NotEqual(alone.Weights, other.Weights);
        Assert.Equal(alone.Weights, Run("site-a", 0, 40, null).Weights);
        Assert.Equal(alone.Weights, Run("site-a", 13, 27, Run("site-a", 0, 13, null)).Weights);
        var results = new TrainingResult[2];
        var threads = new[] { new Thread(() => results[0] = Run("site-a", 0, 40, null)), new Thread(() => results[1] = Run("site-b", 0, 40, null)) };
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(alone.Weights, results[0].Weights);
        Assert.Equal(other.Weights, results[1].Weights);
    }

    [Fact]
    public void Dropout_masks_follow_seed_and_step()
    {
        var shape = ModelShape.Create(HeadPresets.Create("mlp", Dropped), Fixtures.Table, Fixtures.Binary, 3);
        var patients = Fixtures.Patients(8, 3, 0);
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        var job = Fixtures.Job(shape, patients, 1);
        Assert.Equal(trainer.Train(job).Weights, trainer.Train(job).Weights);
        Assert.NotEqual(trainer.Train(job).Weights, trainer.Train(job with { Seed = 43 }).Weights);
    }

    [Fact]
    public void A_thousand_steps_leave_no_tensor_behind()
    {
        TorchEngine.Load();
        var shape = ModelShape.Create(HeadPresets.Create("deepmil", SmallDeepMil), Fixtures.Tiles(6, Fusion.Early), Fixtures.Survival, 2);
        var patients = Fixtures.Patients(12, 2, 6);
        using var trainer = new LocalTrainer(shape, Fixtures.Survival, Fixtures.Training(2));
        // An epoch brings every bag into the cache, where it is to stay.
        trainer.Train(Fixtures.Job(shape, patients, 6, batch: 2));
        var before = torch.Tensor.TotalCount;
        trainer.Train(Fixtures.Job(shape, patients, 1000, batch: 2));
        trainer.Predict(shape.Manifest.InitialWeights(1), patients);
        trainer.TileScores(shape.Manifest.InitialWeights(1), patients[0]);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Accumulated_halves_of_a_batch_are_the_batch()
    {
        var shape = ModelShape.Create(HeadPresets.Create("linear"), Fixtures.Table, new RegressionTask("o"), 3);
        var patients = Fixtures.Patients(8, 3, 0);
        var sgd = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 };
        using var whole = new LocalTrainer(shape, new RegressionTask("o"), Fixtures.Training(8, sgd));
        using var halves = new LocalTrainer(shape, new RegressionTask("o"), Fixtures.Training(4, sgd) with { Accumulate = 2 });
        var one = whole.Train(Fixtures.Job(shape, patients, 1, batch: 8)).Weights;
        AssertClose([.. one.Select(w => (double)w)], halves.Train(Fixtures.Job(shape, patients, 1, batch: 4)).Weights);
    }

    [Fact]
    public void Correction_and_clipping_enter_the_step()
    {
        var shape = ModelShape.Create(HeadPresets.Create("linear"), Fixtures.Table, new RegressionTask("o"), 1);
        var sgd = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 };
        // One patient, x = 1, y = 0, w = (2, 1): output 3, gradient (6, 6), norm 6 sqrt 2.
        List<Example> patient = [new Example("P", new float[] { 1 }, null, new Outcome(0))];
        var job = Fixtures.Job(shape, patient, 1, batch: 1) with { Weights = new float[] { 2, 1 } };
        using var plain = new LocalTrainer(shape, new RegressionTask("o"), Fixtures.Training(1, sgd));
        AssertClose([1.4, 0.4], plain.Train(job).Weights);
        var correction = new LocalCorrection(0.5, new float[] { 0, 3 }, new float[] { 1, -2 });
        // (6 + 0.5 * 2 + 1, 6 + 0.5 * -2 - 2) = (8, 3).
        AssertClose([1.2, 0.7], plain.Train(job with { Correction = correction }).Weights);
        using var clipped = new LocalTrainer(shape, new RegressionTask("o"), Fixtures.Training(1, sgd) with { ClipGradient = Math.Sqrt(2) });
        AssertClose([1.9, 0.9], clipped.Train(job).Weights);
    }

    [Fact]
    public void Divergence_names_the_step()
    {
        var shape = ModelShape.Create(HeadPresets.Create("linear"), Fixtures.Table, new RegressionTask("o"), 3);
        using var trainer = new LocalTrainer(shape, new RegressionTask("o"), Fixtures.Training(4, new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 1e12 }));
        var fault = Assert.Throws<LamellaException>(() => trainer.Train(Fixtures.Job(shape, Fixtures.Patients(8, 3, 0), 100)));
        Assert.Equal(ErrorCodes.TrainingDiverged, fault.Code);
        Assert.Matches("at step [0-9]+", fault.Fault);
    }

    [Fact]
    public void Foreign_weights_and_missing_bags_are_refused()
    {
        var shape = ModelShape.Create(HeadPresets.Create("meanpool"), Fixtures.Tiles(4), Fixtures.Binary, 0);
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        Assert.Equal(ErrorCodes.ManifestMismatch, Assert.Throws<LamellaException>(() => trainer.Predict(new float[3], [])).Code);
        Assert.Equal(ErrorCodes.BagMissing, Assert.Throws<LamellaException>(() => trainer.Predict(new float[5], [new("P", default, null, default)])).Code);
        var narrow = new Example("P", default, new MemoryBag(new float[3], 3), default);
        Assert.Equal(ErrorCodes.ContractMismatch, Assert.Throws<LamellaException>(() => trainer.Predict(new float[5], [narrow])).Code);
    }

    [Fact]
    public void A_cancelled_job_stops()
    {
        var shape = ModelShape.Create(HeadPresets.Create("meanpool"), Fixtures.Tiles(4), Fixtures.Binary, 0);
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        using var source = new CancellationTokenSource();
        var done = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Train(
            Fixtures.Job(shape, Fixtures.Patients(8, 0, 4), 1000),
            p =>
            {
                done = p.Done;
                if (done == 3)
                    source.Cancel();
            },
            source.Token));
        Assert.Equal(3, done);
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-6);
    }
}
