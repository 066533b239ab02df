using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests.Rounds;

public class RoundRunnerTests
{
    [Fact]
    public void A_round_with_every_site_is_complete_and_on_record()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        var result = federation.Go();
        Assert.Equal(RunStatus.Completed, result.Status);
        var round = Assert.Single(federation.Recorded);
        Assert.Equal(["a", "b", "c"], round.Sites.Select(s => s.Site.Value));
        Assert.All(round.Sites, s => Assert.Equal(ParticipationKind.Contributed, s.Kind));
        Assert.All(round.Sites, s => Assert.True(s.BytesIn > 0 && s.BytesOut > 0));
        Assert.Equal(result.Model, round.ModelSha256);
        Assert.NotEqual(round.BaseModelSha256, round.ModelSha256);
        Assert.Null(federation.Verify().Flaw);
    }

    [Fact]
    public void A_failing_site_is_excluded_with_its_reason_and_the_run_is_degraded_never_a_success()
    {
        using var federation = new ScriptedFederation { Quorum = new QuorumSpec { Sites = 2 }, Sites = [new("a", 10), new("b", 20) { Fails = _ => "LML6002" }, new("c", 30)] };
        Assert.Equal(RunStatus.CompletedDegraded, federation.Go().Status);
        Assert.Equal(4, federation.Recorded.Count);
        Assert.All(federation.Recorded, r => Assert.Equal("LML6002; the site's own record says more", r.Sites[1].Reason));
    }

    [Fact]
    public void A_quorum_that_nobody_can_reach_any_more_fails_the_run_and_leaves_the_model_as_it_was()
    {
        using var federation = new ScriptedFederation { Sites = [new("a", 10), new("b", 20), new("c", 30) { Fails = round => round == 3 ? "LML2005" : null }] };
        var result = federation.Go();
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("c: LML2005", result.Reason, StringComparison.Ordinal);
        Assert.Equal(2, federation.Recorded.Count);
        Assert.Equal(federation.Recorded[1].ModelSha256, result.Model);
    }

    public static TheoryData<string, string> BadUpdates => new()
    {
        { "nan", "holds NaN" }, { "infinite", "holds Infinity" }, { "cut", "cut off" }, { "samples", "claims 21 samples" }, { "base", "another model" },
        { "steps", "no step" }, { "shape", "does not fit the model" }, { "huge", "norm" },
    };

    [Theory]
    [MemberData(nameof(BadUpdates))]
    public void A_malformed_update_is_refused_by_name_and_changes_nothing(string what, string expected)
    {
        var bad = new ScriptedSite("b", 20)
        {
            Delta = (_, model) => what switch
            {
                "nan" => [.. model[..6], float.NaN],
                "infinite" => [float.PositiveInfinity, .. model[1..]],
                "huge" => [.. model.Select(_ => 1000f)],
                _ => model,
            },
            Sends = bytes => what switch { "cut" => bytes[..^4], "shape" => Write(new ParameterManifest([new("w", [7], 0, 0), new("v", [1], 0, 0)])), _ => bytes },
            Says = r => what switch
            {
                "samples" => r with { Samples = 21 },
                "base" => r with { Base = new string('f', 64) },
                "steps" => r with { Steps = 0 },
                _ => r,
            },
        };
        var quorum = new QuorumSpec { Sites = 2 };
        using var with = new ScriptedFederation { Rounds = 2, Quorum = quorum, Sites = [new("a", 10), bad, new("c", 30)] };
        using var without = new ScriptedFederation { Rounds = 2, Quorum = quorum, Sites = [new("a", 10), new("b", 20) { Fails = _ => "LML2005" }, new("c", 30)] };
        var result = with.Go();
        Assert.Equal(ParticipationKind.Excluded, with.Recorded[0].Sites[1].Kind);
        Assert.Contains(expected, with.Recorded[0].Sites[1].Reason, StringComparison.Ordinal);
        Assert.Equal(without.Go().Model, result.Model);
    }

    [Fact]
    public void Superseded_updates_and_models_do_not_pile_up()
    {
        using var federation = new ScriptedFederation { Rounds = 20, Spec = new FedAdamSpec { Name = "FedAdam", ServerLearningRate = 0.1 } };
        federation.Go();
        Assert.InRange(federation.BlobCount(), 1, 5);
    }

    [Fact]
    public void Cyclic_trains_one_site_a_round_and_passes_its_model_on()
    {
        using var federation = new ScriptedFederation { Rounds = 2, Spec = new CyclicSpec { Name = "Cyclic" } };
        federation.Go();
        var rounds = federation.Recorded;
        Assert.Equal(["a", "b", "c", "a", "b", "c"], rounds.Select(r => r.Sites.Single().Site.Value));
        Assert.Equal(rounds.Skip(1).Select(r => r.BaseModelSha256), rounds.SkipLast(1).Select(r => r.ModelSha256));
        Assert.Distinct(rounds.Select(r => r.ModelSha256));
    }

    private static byte[] Write(ParameterManifest manifest)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, manifest, [("delta", new float[manifest.TotalCount])]);
        return stream.ToArray();
    }
}
