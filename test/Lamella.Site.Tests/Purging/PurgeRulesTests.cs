using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Purging;
using Lamella.Site.Tests.Egress;
using Lamella.Testing;

namespace Lamella.Site.Tests.Purging;

/// <summary>When a study is over at a site, and when it ended there.</summary>
public class PurgeRulesTests
{
    private static readonly SiteId Me = EgressStudy.Me, Other = EgressStudy.Other;

    private readonly ToldLedger ledger = new("test", Me, Other);

    [Fact]
    public void A_study_without_an_answer_is_not_over_and_one_that_is_refused_is()
    {
        var study = ledger.Propose(EgressStudy.Protocol);
        Assert.Contains("has not answered", WhyNot(study), StringComparison.Ordinal);
        Assert.Null(EndOf(study));
        var time = ledger.Time;
        ledger.Say(Me, (number, seen) => new StudyRefused(Me, number, seen, study, "Dr North", "no"));
        Assert.Null(WhyNot(study));
        Assert.Equal(time, EndOf(study));
    }

    [Fact]
    public void A_study_that_runs_is_not_over_until_this_site_withdraws_whatever_others_do()
    {
        var study = ledger.Propose(EgressStudy.Protocol, Me, Other);
        ledger.Ask(EgressStudy.Run, Me, Other);
        ledger.Say(Other, (number, seen) => new ApprovalRevoked(Other, number, seen, study, "Dr Port", "moved"));
        Assert.Contains("approval stands", WhyNot(study), StringComparison.Ordinal);
        Assert.Null(EndOf(study));
        ledger.Say(Me, (number, seen) => new ApprovalRevoked(Me, number, seen, study, "Dr North", "moved"));
        Assert.Null(WhyNot(study));
    }

    [Fact]
    public void A_study_whose_runs_are_over_is_over_when_this_site_has_scored_them()
    {
        var study = ledger.Propose(EgressStudy.Protocol, Me, Other);
        var model = ledger.Run(EgressStudy.Run);
        Assert.Contains("still to be scored here", WhyNot(study), StringComparison.Ordinal);
        var time = Score(ScoredArms.Federated, model);
        Assert.Contains("still to be scored here", WhyNot(study), StringComparison.Ordinal);
        time = Score(ScoredArms.Local, EgressStudy.Blob);
        Assert.Null(WhyNot(study));
        Assert.Equal(time, EndOf(study));
    }

    [Fact]
    public void A_study_of_which_a_run_was_never_asked_for_is_not_over()
    {
        var protocol = EgressStudy.Protocol with { Seeds = [1, 2], Baselines = new BaselineSpec { Local = false }, Reporting = new ReportingSpec() };
        var study = ledger.Propose(protocol, Me, Other);
        foreach (var seed in protocol.Seeds)
        {
            var run = EgressStudy.Run with { ProtocolSha256 = study, Seed = seed };
            var model = ledger.Run(run);
            ledger.Say(Me, (number, seen) => Scored(number, seen, run, ScoredArms.Federated, model));
            Assert.Equal(seed == 1 ? "some runs of its protocol were not asked for yet" : null, WhyNot(study));
        }
    }

    [Fact]
    public void A_study_that_was_cancelled_is_over_and_so_is_any_for_a_site_that_was_turned_out()
    {
        var study = ledger.Propose(EgressStudy.Protocol, Me);
        ledger.Tell(new StudyCancelled(study, "Dr Study", "no money"));
        Assert.Null(WhyNot(study));
        var other = ledger.Propose(EgressStudy.Protocol with { Study = "second" }, Me);
        Assert.NotNull(WhyNot(other));
        var time = ledger.Time;
        ledger.Tell(new SiteRemoved(Me, "contract ended"));
        Assert.Null(WhyNot(other));
        Assert.Equal(time, EndOf(other));
        Assert.True(EndOf(study) < time);
    }

    [Fact]
    public void A_study_is_found_by_its_hashes_and_not_by_those_that_another_has_too()
    {
        var study = ledger.Propose(EgressStudy.Protocol, Me, Other);
        var model = ledger.Run(EgressStudy.Run);
        var second = ledger.Propose(EgressStudy.Protocol with { Title = "The same again" }, Me, Other);

        // It begins with the same weights, as a study of the same model and seed does.
        ledger.Tell(new RunQueued(EgressStudy.Run with { ProtocolSha256 = second }, "Dr Study"));
        ledger.Tell(new RunOpened(EgressStudy.Run with { ProtocolSha256 = second }, ToldLedger.Blob($"{EgressStudy.Run} 0"), []));
        var traces = new StudyTraces(ledger.Entries, Me);
        var alone = traces.Of(study, _ => false);
        Assert.Contains(study, alone);
        Assert.Contains(model, alone);
        Assert.Contains(ToldLedger.Blob($"{EgressStudy.Run} 1 {Me}"), alone);
        Assert.DoesNotContain(ToldLedger.Blob($"{EgressStudy.Run} 0"), alone);
        Assert.Contains(ToldLedger.Blob($"{EgressStudy.Run} 0"), traces.Of(study, s => s == second));
        Assert.DoesNotContain(second, alone);
    }

    private long Score(string arm, string model)
    {
        var time = ledger.Time;
        ledger.Say(Me, (number, seen) => Scored(number, seen, EgressStudy.Run, arm, model));
        return time;
    }

    private static ModelScored Scored(long number, Head seen, RunId run, string arm, string model) =>
        new(Me, number, seen, run, arm, model, 20, "", [.. MetricSet.For(EgressStudy.Protocol.Task).Metrics.Select(m => new ScoredMetric(m.Name, 0.5, null, null))]);

    private string? WhyNot(string study) => PurgeRules.WhyNotOver(ledger.State, ledger.State.Studies[study], Me, ledger.Time);

    private long? EndOf(string study) => new StudyTraces(ledger.Entries, Me).EndOf(study);
}
