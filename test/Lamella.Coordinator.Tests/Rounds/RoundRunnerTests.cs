using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests.Rounds;

public class RoundRunnerTests
{
    [Fact]
    public async Task A_round_with_every_site_is_complete_and_on_record()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        var result = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Completed, result.Status);
        var round = Assert.Single(result.Rounds);
        Assert.Equal(["a", "b", "c"], round.Sites.Select(s => s.Site.Value));
        Assert.All(round.Sites, s => Assert.Equal(ParticipationKind.Contributed, s.Kind));
        Assert.All(round.Sites, s => Assert.True(s.BytesIn > 0 && s.BytesOut > 0));
        Assert.Equal(result.Model, round.ModelSha256);
        Assert.NotEqual(round.BaseModelSha256, round.ModelSha256);
    }

    [Fact]
    public async Task A_failing_site_is_excluded_with_its_reason_and_the_run_is_degraded_never_a_success()
    {
        using var federation = new ScriptedFederation
        {
            Quorum = 2,
            Sites = [ScriptedFederation.Site("a", 10), new ScriptedSite("b", 20, ScriptedFederation.Manifest) { Before = _ => throw new LamellaException("LML6002", "Loss is NaN.", "Lower the rate.") }, ScriptedFederation.Site("c", 30)],
        };
        var result = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.CompletedDegraded, result.Status);
        Assert.All(result.Rounds, r => Assert.Equal("LML6002; the site's own record says more", r.Sites[1].Reason));
    }

    [Fact]
    public async Task A_missed_quorum_fails_the_run_and_leaves_the_model_as_it_was()
    {
        using var federation = new ScriptedFederation
        {
            Sites = [ScriptedFederation.Site("a", 10), ScriptedFederation.Site("b", 20), new ScriptedSite("c", 30, ScriptedFederation.Manifest) { Before = o => { if (o.Round == 3) throw new LamellaException("LML2005", "Gone.", ""); } }],
        };
        var result = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Equal(3, result.Rounds.Count);
        Assert.Equal(RoundResult.QuorumMissed, result.Rounds[2].Result);
        Assert.Equal(result.Rounds[1].ModelSha256, result.Model);
    }

    public static TheoryData<string, string> BadUpdates => new()
    {
        { "nan", "holds NaN" }, { "infinite", "holds Infinity" }, { "cut", "cut off" }, { "hash", "hash is not the one announced" },
        { "samples", "claims 21 samples" }, { "base", "another model" }, { "site", "another site" }, { "steps", "no step" }, { "shape", "does not fit the model" },
    };

    [Theory]
    [MemberData(nameof(BadUpdates))]
    public async Task A_malformed_update_is_refused_by_name_and_changes_nothing(string what, string expected)
    {
        var manifest = what == "shape" ? new Lamella.Federation.Models.ParameterManifest([new("w", [7], 0, 0), new("v", [1], 0, 0)]) : ScriptedFederation.Manifest;
        var bad = new ScriptedSite("b", 20, ScriptedFederation.Manifest)
        {
            Delta = (o, model) => what switch { "nan" => [.. model[..6], float.NaN], "infinite" => [float.PositiveInfinity, .. model[1..]], _ => model },
            Sends = bytes => what switch
            {
                "cut" => bytes[..^4],
                "shape" => Write(manifest),
                _ => bytes,
            },
            Says = r => what switch
            {
                "hash" => r with { UpdateSha256 = new string('f', 64) },
                "samples" => r with { Samples = 21 },
                "base" => r with { BaseModelSha256 = new string('f', 64) },
                "site" => r with { Site = new SiteId("a") },
                "steps" => r with { Steps = 0 },
                _ => r,
            },
        };
        using var with = new ScriptedFederation { Rounds = 2, Quorum = 2, Sites = [ScriptedFederation.Site("a", 10), bad, ScriptedFederation.Site("c", 30)] };
        using var without = new ScriptedFederation
        {
            Rounds = 2,
            Quorum = 2,
            Sites = [ScriptedFederation.Site("a", 10), new ScriptedSite("b", 20, ScriptedFederation.Manifest) { Before = _ => throw new LamellaException("LML2005", "Absent.", "") }, ScriptedFederation.Site("c", 30)],
        };
        var result = await with.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Contains(expected, result.Rounds[0].Sites[1].Reason, StringComparison.Ordinal);
        Assert.Equal(ParticipationKind.Excluded, result.Rounds[0].Sites[1].Kind);
        Assert.Equal((await without.RunAsync(cancellation: TestContext.Current.CancellationToken)).Model, result.Model);
    }

    [Fact]
    public async Task Superseded_updates_and_models_do_not_pile_up()
    {
        using var federation = new ScriptedFederation { Rounds = 20, Spec = new FedAdamSpec { Name = "FedAdam", ServerLearningRate = 0.1 } };
        await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(federation.BlobCount(), 1, 5); // initial model, model, two moments
    }

    [Fact]
    public async Task Cyclic_trains_one_site_a_round_and_passes_its_model_on()
    {
        using var federation = new ScriptedFederation { Rounds = 2, Spec = new CyclicSpec { Name = "Cyclic" } };
        var result = await federation.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c", "a", "b", "c"], result.Rounds.Select(r => r.Sites.Single().Site.Value));
        Assert.Equal(result.Rounds.Skip(1).Select(r => r.BaseModelSha256), result.Rounds.SkipLast(1).Select(r => r.ModelSha256));
        Assert.Distinct(result.Rounds.Select(r => r.ModelSha256));
    }

    private static byte[] Write(Lamella.Federation.Models.ParameterManifest manifest)
    {
        using var stream = new MemoryStream();
        Lamella.Federation.Models.Safetensors.Write(stream, manifest, [("delta", new float[manifest.TotalCount])]);
        return stream.ToArray();
    }
}
