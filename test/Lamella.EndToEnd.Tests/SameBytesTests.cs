using Lamella.Federation.Studies;

namespace Lamella.EndToEnd.Tests;

/// <summary>The same study ends in the same bytes, dropout on: repeated, in parallel, stopped and resumed.</summary>
public class SameBytesTests
{
    public static TheoryData<StrategySpec> Strategies =>
    [
        new FedAvgSpec { Name = "FedAvg" },
        new ScaffoldSpec { Name = "Scaffold" },
        new FedYogiSpec { Name = "FedYogi", ServerLearningRate = 0.05 },
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Sites_at_the_same_time_and_one_after_the_other(StrategySpec spec)
    {
        using var sequential = new SmallFederation { Spec = spec };
        using var parallel = new SmallFederation { Spec = spec, Parallel = true };
        var expected = (await sequential.RunAsync(cancellation: TestContext.Current.CancellationToken)).Result;
        var found = (await parallel.RunAsync(cancellation: TestContext.Current.CancellationToken)).Result;
        Assert.Equal(expected.Rounds.Select(r => r.ModelSha256), found.Rounds.Select(r => r.ModelSha256));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Stopped_after_every_round_and_resumed_with_optimiser_state_kept(StrategySpec spec)
    {
        var training = new TrainingSpec { Rounds = 4, RoundSteps = 3, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.05, Momentum = 0.9, KeepState = true, Schedule = Schedule.Cosine } };
        using var undisturbed = new SmallFederation { Spec = spec, Training = training };
        var expected = (await undisturbed.RunAsync(cancellation: TestContext.Current.CancellationToken)).Result;
        using var federation = new SmallFederation { Spec = spec, Training = training };
        for (var stopAfter = 1; stopAfter < 4; stopAfter++)
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => federation.RunAsync(r => { if (r.Round == stopAfter) stop.Cancel(); }, stop.Token));
        }

        Assert.Equal(expected.Model, (await federation.RunAsync(cancellation: TestContext.Current.CancellationToken)).Result.Model);
    }

    [Fact]
    public async Task A_round_asked_again_is_answered_with_the_committed_bytes()
    {
        using var federation = new SmallFederation();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => federation.RunAsync(_ => stop.Cancel(), stop.Token));
        var committed = Directory.EnumerateFiles(federation.FolderOf("alpha"), "update.safetensors", SearchOption.AllDirectories).Single();
        var before = File.ReadAllBytes(committed);

        // The coordinator loses its record of the round; the sites have theirs.
        File.Delete(federation.LedgerPath);
        File.Delete(federation.LedgerPath + "-wal");
        using var again = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => federation.RunAsync(_ => again.Cancel(), again.Token));
        Assert.Equal(before, File.ReadAllBytes(committed));
        Assert.Single(Directory.EnumerateFiles(federation.FolderOf("alpha"), "update.safetensors", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Parameters_kept_local_never_travel_and_differ_between_sites()
    {
        using var federation = new SmallFederation { Training = new TrainingSpec { Rounds = 2, RoundSteps = 5, Batch = 3, Optimiser = new OptimiserSpec { LearningRate = 0.05 }, KeepLocal = ["attention.*"] } };
        var (result, model) = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(federation.Shape.Manifest.SharedCount, model.Length);
        Assert.True(federation.Shape.Manifest.SharedCount < federation.Shape.Manifest.TotalCount);
        var updates = federation.Hospitals.Select(h => Directory.EnumerateFiles(federation.FolderOf(h.Site), "update.safetensors", SearchOption.AllDirectories).First());
        Assert.All(updates, u => Assert.DoesNotContain("attention", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(u)), StringComparison.Ordinal));
        Assert.Equal(2, result.Rounds.Count);
    }
}
