using Lamella.Federation.Rounds;

namespace Lamella.EndToEnd.Tests;

/// <summary>One round from files to files: what docs/one-round.md tells, run.</summary>
public class OneRoundTests
{
    [Fact]
    public async Task A_round_sends_a_model_out_and_brings_a_better_one_home()
    {
        using var federation = new SmallFederation { Training = new() { Rounds = 1, RoundSteps = 40, Batch = 4, Optimiser = new() { LearningRate = 0.02 } } };
        var (result, model) = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);

        // On record: everyone took part, with what they sent; the new model is named by its hash.
        var round = Assert.Single(result.Rounds);
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal([("alpha", 7L), ("beta", 10L), ("gamma", 5L)], round.Sites.Select(s => (s.Site.Value, s.Samples)));
        Assert.Equal(result.Model, round.ModelSha256);

        // What crossed the line is weights and nothing else: model out, delta back, both about 4 bytes a parameter.
        var weights = 4L * federation.Shape.Manifest.SharedCount;
        Assert.All(round.Sites, s => Assert.InRange(s.BytesIn, weights, weights + 2048));
        Assert.All(round.Sites, s => Assert.InRange(s.BytesOut, weights, weights + 2048));

        // The committed folder at each site holds update, state and report; no other file was left.
        foreach (var (site, _) in federation.Hospitals)
        {
            var committed = Assert.Single(Directory.EnumerateDirectories(federation.FolderOf(site)));
            Assert.Equal(["report.json", "state.bin", "update.safetensors"], Directory.EnumerateFiles(committed).Select(Path.GetFileName).Order());
        }

        // And it helped: the loss over all patients fell.
        using var trainer = new Learning.Training.LocalTrainer(federation.Shape, federation.Task, federation.Training);
        var everyone = federation.Hospitals.SelectMany(h => h.Patients).ToList();
        Assert.True(trainer.Loss(model, everyone, TestContext.Current.CancellationToken) < trainer.Loss(federation.Shape.Manifest.InitialWeights(11), everyone, TestContext.Current.CancellationToken));
    }
}
