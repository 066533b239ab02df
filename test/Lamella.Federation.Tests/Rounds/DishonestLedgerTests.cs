using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Rounds;

/// <summary>What a coordinator could write and sign that never happened, or should not have: whoever folds the ledger refuses it.</summary>
public class DishonestLedgerTests
{
    private static ToldFederation Opened()
    {
        var told = new ToldFederation();
        told.Begin(ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Tell(new RunOpened(told.Run, ToldFederation.Model, []));
        return told;
    }

    [Fact]
    public void An_honest_history_is_taken()
    {
        var told = Opened();
        told.Go(1, ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Go(2, ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Tell(new RunEnded(told.Run, RunStatus.Completed, ToldFederation.Other, ""));
        Assert.Equal(RunStatus.Completed, told.Stand.Status);
    }

    [Fact]
    public void A_run_does_not_open_without_the_approvals_it_needs()
    {
        var told = new ToldFederation();
        told.Begin(ToldFederation.A);
        told.Refuses("without the approvals", new RunOpened(told.Run, ToldFederation.Model, []));
    }

    [Fact]
    public void A_run_is_not_complete_before_its_rounds_are_done()
    {
        var told = Opened();
        told.Refuses("complete after round 0", new RunEnded(told.Run, RunStatus.Completed, ToldFederation.Model, ""));
        told.Go(1, ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Refuses("complete after round 1", new RunEnded(told.Run, RunStatus.Completed, ToldFederation.Other, ""));
    }

    [Fact]
    public void A_run_that_lacked_a_site_is_not_called_completed()
    {
        var told = Opened();
        told.Go(1, ToldFederation.A, ToldFederation.B);
        told.Go(2, ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Refuses("ran short", new RunEnded(told.Run, RunStatus.Completed, ToldFederation.Other, ""));
        told.Tell(new RunEnded(told.Run, RunStatus.CompletedDegraded, ToldFederation.Other, "1 round"));
    }

    [Fact]
    public void No_site_is_left_out_in_silence_or_without_cause()
    {
        var told = Opened();
        told.Tell(told.Opening(1));
        told.Refuses("strategy asks", new SitesSelected(told.Run, 1, [ToldFederation.A, ToldFederation.B], []));
        told.Refuses("strategy asks", new SitesSelected(told.Run, 1, [ToldFederation.A, ToldFederation.A, ToldFederation.B, ToldFederation.C], []));
        told.Refuses("may be asked", new SitesSelected(told.Run, 1, [ToldFederation.A, ToldFederation.B], [new ExcludedSite(ToldFederation.C, "we do not like it")]));
    }

    [Fact]
    public void A_round_does_not_close_below_its_quorum()
    {
        var told = Opened();
        told.Ask(1);
        told.Contribute(ToldFederation.A, 1);
        told.Refuses("below its quorum", told.Closing(1, ToldFederation.A));
    }

    [Fact]
    public void An_update_over_other_patients_than_were_approved_is_not_accepted()
    {
        var told = Opened();
        told.Ask(1);
        told.Tell(told.Update(ToldFederation.A, 1, samples: ToldFederation.Most + 1));
        told.Refuses("as many samples", new UpdateAccepted(told.Run, 1, ToldFederation.A, ToldFederation.File(ToldFederation.A, 1), 1));
    }

    [Fact]
    public void What_was_revoked_before_the_round_closed_does_not_count()
    {
        var told = Opened();
        told.Ask(1);
        told.Contribute(ToldFederation.A, 1);
        told.Contribute(ToldFederation.B, 1);
        told.Tell(new ApprovalRevoked(ToldFederation.B, told.Next(ToldFederation.B), Federation.Ledger.Head.Empty, told.Study, "Dr Test", "a patient objected"));
        told.Refuses("may not be asked any more", told.Closing(1, ToldFederation.A, ToldFederation.B));
    }

    [Fact]
    public void A_cancelled_study_goes_no_further()
    {
        var told = Opened();
        told.Tell(new StudyCancelled(told.Study, "test", "enough"));
        told.Refuses("cancelled", told.Opening(1));
        told.Refuses("cancelled with its study", new RunEnded(told.Run, RunStatus.Failed, ToldFederation.Model, "no"));
        told.Tell(new RunEnded(told.Run, RunStatus.Cancelled, ToldFederation.Model, "enough"));
    }

    [Fact]
    public void A_run_is_not_cancelled_without_its_study()
    {
        var told = Opened();
        told.Refuses("cancelled with its study", new RunEnded(told.Run, RunStatus.Cancelled, ToldFederation.Model, "enough"));
    }

    [Fact]
    public void A_proposal_names_the_figures_that_its_protocol_needs()
    {
        var told = new ToldFederation();
        told.Refuses("figures", told.Proposal() with { Metrics = ["nothing"] });
    }

    [Fact]
    public void A_site_with_a_new_key_has_approved_nothing()
    {
        var told = Opened();
        told.Tell(new SiteEnrolled(ToldFederation.A, "the coordinator's own"));
        told.Tell(told.Approval(ToldFederation.A));
        told.Tell(new SiteEnrolled(ToldFederation.A, $"key of {ToldFederation.A}"));
        told.Tell(told.Opening(1));
        told.Refuses("has not approved", new SitesSelected(told.Run, 1, [ToldFederation.A, ToldFederation.B, ToldFederation.C], []));
    }

    [Fact]
    public void Numbers_of_people_that_cannot_be_are_not_taken()
    {
        var told = new ToldFederation();
        told.Tell(told.Proposal());
        told.Refuses("samples", told.Approval(ToldFederation.A, most: long.MaxValue));
        var opened = Opened();
        opened.Ask(1);
        opened.Refuses("cannot be", opened.Update(ToldFederation.A, 1) with { HoldoutSamples = long.MaxValue });
        opened.Refuses("cannot be", opened.Update(ToldFederation.A, 1) with { BytesReceived = long.MinValue });
    }

    [Fact]
    public void A_late_update_counts_only_for_a_site_that_was_asked_and_is_not_out_of_the_round()
    {
        var told = Opened();
        told.Ask(1);
        told.Contribute(ToldFederation.A, 1);
        told.Contribute(ToldFederation.B, 1);
        told.Tell(told.Update(ToldFederation.C, 1));
        told.Tell(new UpdateRejected(told.Run, 1, ToldFederation.C, ToldFederation.File(ToldFederation.C, 1), "LML6003", "too long"));
        told.Tell(told.Closing(1, ToldFederation.A, ToldFederation.B));

        // The rejected one again, the site that only tests, a second one, and one from another model.
        Late(ToldFederation.C, "excluded from that round");
        told.Tell(told.Approval(ToldFederation.Tester));
        Late(ToldFederation.Tester, "not asked in that round");
        Late(ToldFederation.A, "another update of this site");

        void Late(SiteId site, string reason)
        {
            told.Tell(told.Update(site, 1, start: ToldFederation.Model));
            var late = told.Stand.LateUnsettled[^1];
            Assert.Contains(reason, new RoundRules().WhySetAside(told.State, told.Stand, late, 1000), StringComparison.Ordinal);
            told.Refuses(reason, new UpdateLate(told.Run, 1, site, late.Update, LateUse.NextRound, 1, ""));
            told.Tell(new UpdateLate(told.Run, 1, site, late.Update, LateUse.SetAside, 0, reason));
        }
    }

    [Fact]
    public void A_late_update_starts_from_the_model_of_its_round()
    {
        var told = Opened();
        told.Go(1, ToldFederation.A, ToldFederation.B);
        told.Tell(told.Update(ToldFederation.C, 1, start: ToldFederation.Other));
        told.Refuses("another model", new UpdateLate(told.Run, 1, ToldFederation.C, ToldFederation.File(ToldFederation.C, 1), LateUse.NextRound, 1, ""));
    }

    [Fact]
    public void A_late_update_far_longer_than_the_rounds_own_is_set_aside()
    {
        var told = Opened();
        told.Go(1, ToldFederation.A, ToldFederation.B);
        told.Tell(told.Update(ToldFederation.C, 1, start: ToldFederation.Model));
        told.Tell(new UpdateLate(told.Run, 1, ToldFederation.C, ToldFederation.File(ToldFederation.C, 1), LateUse.NextRound, 1e30, ""));
        told.Ask(2);
        foreach (var site in new[] { ToldFederation.A, ToldFederation.B, ToldFederation.C })
            told.Contribute(site, 2);
        var verdict = Assert.IsType<RejectOutliers>(new RoundRules().Judge(told.State, told.Stand));
        Assert.Empty(verdict.Outliers);
        Assert.Equal(ToldFederation.C, Assert.Single(verdict.Late).Update.Update.Site);
    }
}
