using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Faults;

namespace Lamella.Simulation.Tests.Faults;

/// <summary>What hospitals fear, one by one, on the production coordinator, agents and rules in virtual time.</summary>
public class NamedScenarioTests
{
    private static readonly SiteId A = Played.Site('a'), B = Played.Site('b'), D = Played.Site('d');

    [Fact]
    public void A_site_killed_in_the_middle_of_training_trains_the_round_again_and_the_model_is_the_same()
    {
        var died = false;
        var played = new Played(Played.Of(rounds: 4, quorum: 4), federation => e =>
        {
            if (e is SiteStarted { Round: 2 } started && started.Site == A)
            {
                federation.Time.After(TimeSpan.FromSeconds(5), () =>
                {
                    federation.SiteOf(A).Kill();
                    died = !federation.SiteOf(A).IsUp;
                });
            }
        });
        Assert.True(died);
        Assert.Equal(RunStatus.Completed, played.Run.Status);
        Assert.Equal([1, 2, 3, 4], played.RoundsOf(A));
        Assert.Equal(played.UndisturbedModel, played.Run.Model);
    }

    [Fact]
    public void A_site_cut_off_for_two_and_a_half_hours_is_explained_and_takes_part_again()
    {
        var cut = new PlannedFault(FaultKind.LineCut, B, TimeSpan.FromMinutes(20), TimeSpan.FromHours(2.5), 0);
        var played = new Played(Played.Of(rounds: 200, quorum: 3, cut));
        Assert.Equal(RunStatus.CompletedDegraded, played.Run.Status);

        var suspected = Assert.Single(played.Events.OfType<SiteSuspected>(), s => s.Site == B);
        Assert.Contains("no progress for", suspected.Reason, StringComparison.Ordinal);
        Assert.Single(played.Events.OfType<SiteReturned>(), r => r.Site == B);

        // Every round says what became of it: it contributed, was at work, or was asked and silent.
        var rounds = played.Events.OfType<RoundClosed>().ToList();
        Assert.Equal(200, rounds.Count);
        var without = rounds.Where(r => r.Contributions.All(c => c.Site != B)).Select(r => r.Round).ToList();
        Assert.InRange(without.Count, 50, 150);
        Assert.All(rounds.Where(r => without.Contains(r.Round)), r => Assert.Equal(RoundResult.Degraded, r.Result));
        Assert.Equal(Enumerable.Range(without[0], without.Count), without);
        Assert.Equal(200, played.RoundsOf(B)[^1]);
        Assert.Equal($"{without.Count} rounds lacked a site", played.Run.Reason);
    }

    [Fact]
    public void A_site_that_must_take_part_and_is_cut_off_is_waited_for_and_nothing_is_lost()
    {
        var cut = new PlannedFault(FaultKind.LineCut, B, TimeSpan.FromMinutes(5), TimeSpan.FromHours(2.5), 0);
        var played = new Played(Played.Of(rounds: 20, quorum: 4, cut));
        var waiting = Assert.Single(played.Events.OfType<RunWaiting>());
        Assert.Contains("3 of at least 4 sites", waiting.Reason, StringComparison.Ordinal);
        Assert.Contains("site-b: no progress for", waiting.Reason, StringComparison.Ordinal);
        Assert.Single(played.Events.OfType<RunContinued>());
        Assert.Equal(RunStatus.Completed, played.Run.Status);
        Assert.Equal(played.UndisturbedModel, played.Run.Model);
    }

    [Fact]
    public void A_site_twenty_times_slower_than_the_others_is_waited_for_as_long_as_it_makes_progress()
    {
        var played = new Played(Played.Of(rounds: 5, quorum: 3, new PlannedFault(FaultKind.SlowSite, D, TimeSpan.Zero, TimeSpan.FromHours(72), 0)));
        Assert.Equal(RunStatus.Completed, played.Run.Status);
        Assert.Equal([1, 2, 3, 4, 5], played.RoundsOf(D));
        Assert.Equal(played.UndisturbedModel, played.Run.Model);
    }

    [Fact]
    public void A_run_without_a_site_that_never_starts_is_degraded_and_says_so()
    {
        var played = new Played(Played.Of(rounds: 3, quorum: 3, new PlannedFault(FaultKind.NeverStarts, D, TimeSpan.Zero, TimeSpan.FromHours(72), 0)) with { FaultsEnd = TimeSpan.FromHours(72) });
        Assert.Equal((RunStatus.CompletedDegraded, "3 rounds lacked a site"), (played.Run.Status, played.Run.Reason));
        Assert.All(played.Events.OfType<SitesSelected>(), s => Assert.Equal([new ExcludedSite(D, "has not approved the study")], s.Excluded));
        Assert.Empty(played.RoundsOf(D));
    }

    [Fact]
    public void A_run_that_needs_a_site_that_never_starts_stays_in_the_queue()
    {
        var played = new SimulatedFederation(Played.Of(rounds: 3, quorum: 4, new PlannedFault(FaultKind.NeverStarts, D, TimeSpan.Zero, TimeSpan.FromHours(80), 0)) with { FaultsEnd = TimeSpan.FromHours(80) });
        played.Run();
        Assert.Equal(RunStatus.Queued, played.Coordinator.State!.RunOf(played.Runs.Single()).Status);
    }

    [Fact]
    public void A_full_disk_at_the_hub_pauses_the_run_with_a_code_and_it_goes_on_when_there_is_room()
    {
        string? paused = null;
        var played = new Played(Played.Of(rounds: 4, quorum: 4), federation => e =>
        {
            if (e is not RoundOpened { Round: 2 })
                return;
            federation.Coordinator.Disk.FillsAt = 0;
            federation.Time.After(TimeSpan.FromMinutes(30), () =>
            {
                paused = federation.Coordinator.Paused?.Code;
                (federation.Coordinator.Disk.IsFull, federation.Coordinator.Disk.FillsAt) = (false, null);
            });
        });
        Assert.Equal(ErrorCodes.DiskFull, paused);
        var recovered = Assert.Single(played.Events.OfType<StorageRecovered>());
        Assert.Equal(ErrorCodes.DiskFull, recovered.Code);
        Assert.Equal(RunStatus.Completed, played.Run.Status);
        Assert.Equal(played.UndisturbedModel, played.Run.Model);
    }

    [Fact]
    public void A_revoked_approval_stops_that_site_at_once_and_the_run_goes_on_at_quorum()
    {
        bool? worksOn = null;
        var played = new Played(Played.Of(rounds: 4, quorum: 3), federation => e =>
        {
            if (e is not SiteStarted { Round: 2 } started || started.Site != B)
                return;
            // Its line is down: nobody but the site itself can stop it.
            federation.Network.Cut(B, federation.Time.Now + TimeSpan.FromMinutes(5));
            federation.Time.After(TimeSpan.FromSeconds(5), () => federation.SiteOf(B).Guard(() =>
            {
                federation.SiteOf(B).Agent!.Revoke(started.Run.ProtocolSha256, "Dr Simulated", "a patient objected");
                worksOn = federation.SiteOf(B).IsAtWork;
            }));
        });
        Assert.False(worksOn);
        Assert.Equal([1], played.RoundsOf(B));
        Assert.Equal((RunStatus.CompletedDegraded, "3 rounds lacked a site"), (played.Run.Status, played.Run.Reason));
        Assert.Contains(played.Events.OfType<SiteExcluded>(), x => x.Site == B && x.Round == 2 && x.Reason == "has revoked its approval");
        Assert.All(played.Events.OfType<SitesSelected>().Where(s => s.Round > 2), s => Assert.Equal([new ExcludedSite(B, "has revoked its approval")], s.Excluded));
    }

    [Fact]
    public void Two_studies_at_once_give_the_same_bytes_as_each_alone()
    {
        var (first, second) = (Played.Study("first", 4, 4), Played.Study("second", 5, 4));
        var both = new Played(Played.Of([first, second]));
        var opened = both.Events.OfType<RoundOpened>().Select(o => o.Run.ProtocolSha256).ToList();
        Assert.InRange(opened.Zip(opened.Skip(1)).Count(pair => pair.First != pair.Second), 4, opened.Count);
        foreach (var protocol in new[] { first, second })
        {
            var run = both.Federation.Runs.Single(r => r.ProtocolSha256 == ProtocolEncoding.Hash(protocol));
            var together = both.Federation.Coordinator.State!.RunOf(run);
            Assert.Equal(RunStatus.Completed, together.Status);
            Assert.Equal(new Played(Played.Of([protocol])).Run.Model, together.Model);
        }
    }
}
