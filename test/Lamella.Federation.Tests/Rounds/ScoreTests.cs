using System.Collections.Immutable;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Rounds;

/// <summary>What a site may say of a model on its own test patients, and when it is asked.</summary>
public sealed class ScoreTests
{
    private static readonly string OwnModel = new('9', 64);

    private static readonly ImmutableArray<ScoredMetric> Metrics =
        [.. MetricSet.For(new BinaryTask("y", "yes")).Metrics.Select(m => new ScoredMetric(m.Name, 0.75, 0.5, 0.875))];

    [Fact]
    public void A_site_that_trained_is_asked_for_both_models_and_one_that_tests_for_the_joint_one()
    {
        var told = Ended();
        Assert.Equal([ScoredArms.Federated, ScoredArms.Local], Assert.Single(Asked(told, ToldFederation.A)).Arms);
        Assert.Empty(Asked(told, ToldFederation.Tester));

        told.Tell(told.Approval(ToldFederation.Tester));
        var order = Assert.Single(Asked(told, ToldFederation.Tester));
        Assert.Equal([ScoredArms.Federated], order.Arms);
        Assert.Equal((told.Run, ToldFederation.Other), (order.Run, order.ModelSha256));
    }

    [Fact]
    public void A_site_that_only_tests_need_allow_nothing_but_test_metrics()
    {
        var told = Ended();
        told.Tell(told.Approval(ToldFederation.Tester) with { Metrics = [SiteMetrics.TestMetrics] });
        told.Tell(Joint(told, ToldFederation.Tester));
        Assert.Empty(Asked(told, ToldFederation.Tester));
    }

    [Fact]
    public void What_was_said_stays_with_the_run_and_is_not_asked_again()
    {
        var told = Ended();
        told.Tell(Joint(told, ToldFederation.A));
        Assert.Equal([ScoredArms.Local], Assert.Single(Asked(told, ToldFederation.A)).Arms);
        told.Tell(Own(told, ToldFederation.A));
        Assert.Empty(Asked(told, ToldFederation.A));
        Assert.Equal(OwnModel, told.Stand.ScoreOf(ToldFederation.A, ScoredArms.Local)!.Model);
        told.Refuses("scored that before", Joint(told, ToldFederation.A));
        told.Refuses("scored that before", Own(told, ToldFederation.A));
    }

    [Fact]
    public void Nothing_is_said_before_the_run_is_over_or_of_another_model()
    {
        var told = new ToldFederation();
        told.Begin(ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Tell(new RunOpened(told.Run, ToldFederation.Model, []));
        told.Refuses("not come to its end", Joint(told, ToldFederation.A));
        Assert.Empty(Asked(told, ToldFederation.A));
        Finish(told);
        told.Refuses("not the run's model", Joint(told, ToldFederation.A) with { Model = ToldFederation.Model });
        told.Refuses("no run", Joint(told, ToldFederation.A) with { Run = told.Run with { Seed = 99 } });
    }

    [Fact]
    public void Nothing_is_said_without_an_approval_that_allows_it()
    {
        var told = Ended();
        told.Refuses("has not approved", Joint(told, ToldFederation.Tester));
        told.Tell(told.Approval(ToldFederation.A) with { Metrics = [SiteMetrics.TrainingLoss] });
        told.Refuses("does not allow test-metrics", Joint(told, ToldFederation.A));
        Assert.Empty(Asked(told, ToldFederation.A));
        told.Tell(told.Approval(ToldFederation.B) with { Expires = 1000 });
        told.Refuses("expired", Joint(told, ToldFederation.B));
        told.Tell(new ApprovalRevoked(ToldFederation.C, told.Next(ToldFederation.C), Head.Empty, told.Study, "Dr Test", "no"));
        told.Refuses("revoked", Joint(told, ToldFederation.C));
        Assert.Empty(Asked(told, ToldFederation.C));
        told.Tell(new StudyCancelled(told.Study, "test", "enough"));
        told.Tell(told.Approval(ToldFederation.C));
        told.Refuses("cancelled", Joint(told, ToldFederation.C));
    }

    [Fact]
    public void A_site_that_only_tests_has_no_model_of_its_own()
    {
        var told = Ended();
        told.Tell(told.Approval(ToldFederation.Tester));
        told.Refuses("no model of its own", Own(told, ToldFederation.Tester));
    }

    [Fact]
    public void Metrics_are_those_of_the_task_in_their_order_and_possible()
    {
        var told = Ended();
        told.Refuses("metrics of the study's task", Joint(told, ToldFederation.A) with { Metrics = [.. Metrics.Reverse()] });
        told.Refuses("metrics of the study's task", Joint(told, ToldFederation.A) with { Metrics = Metrics[..3] });
        told.Refuses("auc cannot be", Joint(told, ToldFederation.A) with { Metrics = Metrics.SetItem(0, new ScoredMetric("auc", 3.5, null, null)) });
        told.Refuses("brier cannot be", Joint(told, ToldFederation.A) with { Metrics = Metrics.SetItem(5, new ScoredMetric("brier", -1, null, null)) });
        told.Tell(Joint(told, ToldFederation.A) with { Metrics = Metrics.SetItem(0, new ScoredMetric("auc", null, null, null)) });
    }

    [Fact]
    public void A_count_below_the_smallest_cell_is_never_told()
    {
        var told = Ended(minimumCell: 10);
        told.Refuses("so few patients", Joint(told, ToldFederation.A) with { Patients = 9 });
        told.Refuses("so few patients", Withheld(told, 9));
        told.Refuses("so few patients", Joint(told, ToldFederation.A) with { Patients = 0 });
        told.Refuses("said to be withheld", Joint(told, ToldFederation.A) with { Withheld = "fewer than 10 patients of a class" });
        told.Refuses("so many patients", Joint(told, ToldFederation.A) with { Patients = 2_000_000_000 });
        told.Tell(Withheld(told, 0));
        Assert.Equal(0, new SiteScore("federated", OwnModel, 9, "few", Metrics).AsTold(10).Patients);
        Assert.Empty(new SiteScore("federated", OwnModel, 30, "few", Metrics).AsTold(10).Metrics);
    }

    [Fact]
    public void Studies_that_were_proposed_before_models_were_scored_still_hold_and_are_not_scored()
    {
        var told = new ToldFederation();
        var old = SiteMetrics.AskedInRounds(told.Protocol);
        told.Tell(told.Proposal() with { Metrics = old });
        foreach (var site in new[] { ToldFederation.A, ToldFederation.B, ToldFederation.C })
            told.Tell(told.Approval(site) with { Metrics = old });
        told.Tell(new RunQueued(told.Run, "test"));
        told.Tell(new RunOpened(told.Run, ToldFederation.Model, []));
        Finish(told);
        Assert.Empty(Asked(told, ToldFederation.A));
        told.Refuses("does not ask for test-metrics", Joint(told, ToldFederation.A));
    }

    /// <summary>What cannot be in any score, whatever came before it.</summary>
    [Fact]
    public void A_score_that_cannot_be_is_not_read()
    {
        var good = new ModelScored(ToldFederation.A, 1, Head.Empty, new RunId(OwnModel, "fed", 1), "federated", OwnModel, 40, "", Metrics);
        Assert.Null(EventForm.Fault(good));
        Assert.All(
            [
                good with { Arm = "pooled" }, good with { Arm = "" }, good with { Model = "" }, good with { Patients = -1 }, good with { Withheld = new string('x', 121) },
                good with { Metrics = default }, good with { Metrics = [null!] }, good with { Metrics = [new ScoredMetric("patient-name", 1, null, null)] },
                good with { Metrics = [new ScoredMetric("auc", double.NaN, null, null)] }, good with { Metrics = [new ScoredMetric("auc", 0.5, 0.4, null)] },
                good with { Metrics = [new ScoredMetric("auc", null, 0.4, 0.5)] }, good with { Metrics = [new ScoredMetric("auc", 0.5, 0.6, 0.4)] },
            ],
            e => Assert.NotNull(EventForm.Fault(e)));
    }

    private static ImmutableArray<ScoreOrder> Asked(ToldFederation told, SiteId site) => SiteRules.Scorings(told.State, site, 1000);

    private static ModelScored Joint(ToldFederation told, SiteId site) =>
        new(site, told.Next(site), Head.Empty, told.Run, ScoredArms.Federated, ToldFederation.Other, 40, "", Metrics);

    private static ModelScored Own(ToldFederation told, SiteId site) => Joint(told, site) with { Arm = ScoredArms.Local, Model = OwnModel };

    private static ModelScored Withheld(ToldFederation told, long patients) =>
        Joint(told, ToldFederation.A) with { Withheld = "fewer than 10 patients of a class", Patients = patients, Metrics = [] };

    private static ToldFederation Ended(int minimumCell = 1)
    {
        var told = new ToldFederation();
        if (minimumCell > 1)
            told = new ToldFederation { Protocol = told.Protocol with { Reporting = new ReportingSpec { MinimumCell = minimumCell } } };
        told.Begin(ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Tell(new RunOpened(told.Run, ToldFederation.Model, []));
        Finish(told);
        return told;
    }

    private static void Finish(ToldFederation told)
    {
        told.Go(1, ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Go(2, ToldFederation.A, ToldFederation.B, ToldFederation.C);
        told.Tell(new RunEnded(told.Run, RunStatus.Completed, ToldFederation.Other, ""));
    }
}
