using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests.Rounds;

/// <summary>What sites could send, and disks do, to harm others.</summary>
public class HostileSiteTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void A_control_that_cannot_be_is_refused_like_a_delta(float value)
    {
        var bad = new ScriptedSite("b", 20) { Control = (order, delta) => order.Round == 2 ? [value, .. delta[1..].Select(d => -d)] : [.. delta.Select(d => -d)] };
        using var federation = new ScriptedFederation { Spec = new ScaffoldSpec { Name = "Scaffold" }, Quorum = new QuorumSpec { Sites = 2 }, Sites = [new("a", 10), bad, new("c", 30)] };
        Assert.Equal(RunStatus.CompletedDegraded, federation.Go().Status);
        var rejected = Assert.Single(federation.Events().OfType<UpdateRejected>());
        Assert.Equal((bad.Site, 2, ErrorCodes.UpdateRefused), (rejected.Site, rejected.Round, rejected.Code));
    }

    [Fact]
    public void An_update_whose_length_is_not_what_was_said_is_refused()
    {
        var bad = new ScriptedSite("b", 20) { Says = said => said with { Bytes = said.Bytes - 1 } };
        using var federation = new ScriptedFederation { Rounds = 1, Quorum = new QuorumSpec { Sites = 2 }, Sites = [new("a", 10), bad, new("c", 30)] };
        Assert.Equal(RunStatus.CompletedDegraded, federation.Go().Status);
        Assert.Contains("bytes", Assert.Single(federation.Events().OfType<UpdateRejected>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Finite_updates_whose_model_is_not_finite_end_the_run_and_the_last_model_stands()
    {
        ScriptedSite Huge(string id) => new(id, 10) { Delta = (_, model) => [.. model.Select(_ => 3e38f)] };
        using var federation = new ScriptedFederation { Rounds = 3, Sites = [Huge("a"), Huge("b")] };
        var run = federation.Go();
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.StartsWith(ErrorCodes.TrainingDiverged, run.Reason, StringComparison.Ordinal);
        Assert.Null(federation.Verify().Flaw);
    }

    [Fact]
    public void Nonsense_about_heads_and_progress_changes_nothing()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        federation.AtEnd = coordinator =>
        {
            var (site, before) = (federation.Sites[0].Site, coordinator.State.Head.Index);
            coordinator.Receive(new SiteReport(site, new Head(-5, LedgerHash.Zero), null));
            coordinator.Receive(new SiteReport(site, new Head(long.MinValue, LedgerHash.Zero), null));
            coordinator.Connected(site, new Head(long.MaxValue, LedgerHash.Zero));
            coordinator.Connected(site, new Head(long.MinValue, LedgerHash.Zero));
            foreach (var (step, steps) in new[] { (2000L, 10L), (-1L, 10L), (5L, long.MaxValue) })
                coordinator.Receive(new SiteReport(site, coordinator.State.Head, new WorkProgress(federation.Run, 1, step, steps)));
            coordinator.Receive(new SiteReport(site, coordinator.State.Head, new WorkProgress(federation.Run with { Strategy = "none" }, 1, 1, 1)));
            coordinator.Tick();
            Assert.Empty(coordinator.AtWork);
            // The false heads are on record, once.
            Assert.InRange(coordinator.State.Head.Index - before, 0, 4);
        };
        federation.Go();
    }

    [Fact]
    public void A_file_that_is_gone_stops_its_run_only_and_not_for_good()
    {
        byte[] kept = [];
        var (path, update) = ("", "");
        ScriptedSite site = new("a", 10) { Says = said => said with { Update = update = said.Update } };
        using var federation = new ScriptedFederation { Rounds = 2, Sites = [site, new("b", 20)] };
        federation.BeforeJob = job =>
        {
            if (job is not Coordinator.Rounds.AggregateRound { Round: 2 } || path.Length > 0)
                return;
            path = federation.PathOf(update);
            kept = File.ReadAllBytes(path);
            File.Delete(path);
        };
        federation.AtEnd = coordinator =>
        {
            Assert.Null(coordinator.Paused);
            Assert.Equal(ErrorCodes.FileMissing, coordinator.Stuck[federation.Run].Code);
            Assert.Equal(RunPhase.Closed, coordinator.State.RunOf(federation.Run).Phase);
        };
        federation.Go();

        File.WriteAllBytes(path, kept);
        federation.AtEnd = _ => { };
        Assert.Equal(RunStatus.Completed, federation.Go().Status);
        Assert.Empty(federation.Events().OfType<StorageRecovered>());
    }
}
