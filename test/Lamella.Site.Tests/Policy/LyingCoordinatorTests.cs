using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Cohorts;
using Lamella.Site.Policy;
using Lamella.Testing;

namespace Lamella.Site.Tests.Policy;

/// <summary>
/// A coordinator that signs whatever it likes, against a site with policy, cohort and an approval of two rounds with one seed: nothing is worked on that the
/// hospital did not approve, and it is told why.
/// </summary>
public sealed class LyingCoordinatorTests : IDisposable
{
    private static readonly SiteId Me = Egress.EgressStudy.Me, Other = Egress.EgressStudy.Other;

    private readonly PolicedSite site = new();
    private readonly string study;
    private readonly RunId run;

    public LyingCoordinatorTests()
    {
        study = Told.Propose(PolicedSite.Protocol, Other);
        run = new RunId(study, "fedavg", 1);
        site.Hear();
        site.Desk.Take(site.Agent, PolicedSite.Approval(PolicedSite.Protocol), "steward");
        Told.Say(Me, (_, _) => (SiteStatement)site.Hands.Statements.Single());
        site.Hear();
    }

    private ToldLedger Told => site.Ledger;

    public static TheoryData<string, Action<StudyProtocol, ToldLedger>, string, string> Forgeries => new()
    {
        { "the approved hash with another protocol under it", (p, l) => l.Lie(Proposal(p with { Title = "Another" }, ProtocolEncoding.Hash(p))), ErrorCodes.LedgerBroken, "The protocol's hash is not" },
        { "the approved study proposed again for another purpose", (p, l) => l.Lie(Proposal(p, ProtocolEncoding.Hash(p)) with { Purpose = "marketing" }), ErrorCodes.LedgerBroken, "was proposed before" },
        { "a third round of two", (p, l) => ThirdRound(p, l), ErrorCodes.LedgerBroken, "The protocol has 2 rounds, round 3 was opened" },
        { "the same run once more", (p, l) => Twice(p, l), ErrorCodes.LedgerBroken, "cannot be asked for" },
        { "figures that the protocol does not need", (p, l) => l.Lie(Proposal(p with { Title = "Another" }) with { Metrics = [SiteMetrics.ColumnSums, SiteMetrics.HoldoutLoss] }), ErrorCodes.LedgerBroken, "does not ask for the figures" },
        { "an approval in the site's name", (p, l) => l.Lie(Approved(p, l)), ErrorCodes.LedgerBroken, "@coordinator cannot say this" },
    };

    public static TheoryData<string, Func<StudyProtocol, StudyProtocol>, string> Requests => new()
    {
        { "more rounds", p => p with { Training = p.Training with { Rounds = 3 } }, "updates.studyBytes:" },
        { "more rounds of a strategy", p => p with { Strategies = [new FedAvgSpec { Name = "fedavg", Rounds = 3 }] }, "updates.studyBytes:" },
        { "more seeds", p => p with { Seeds = [1, 2] }, "updates.studyBytes:" },
        { "a bigger model", p => p with { Model = HeadPresets.Create("mlp", new HeadOptions { Hidden = [64] }) }, "updates.maximumParameters:" },
        { "smaller cells", p => p with { Reporting = p.Reporting with { MinimumCell = 4 } }, "smallestCell:" },
        { "fewer steps", p => p with { Training = p.Training with { RoundSteps = 9 } }, "updates.minimumSamples:" },
        { "sums of columns", p => p with { Inputs = p.Inputs with { Standardise = Standardisation.Federated } }, "metrics: the study cannot do without column-sums" },
        { "another name", p => p with { Study = "egress-2" }, "studies:" },
    };

    public void Dispose() => site.Dispose();

    [Fact]
    public void What_was_approved_is_worked_on()
    {
        Told.Ask(run, Me, Other);
        site.Hear();
        Assert.Equal((run, 1), (site.Hands.Trained!.Run, site.Hands.Trained.Round));
        Assert.Equal([SiteMetrics.TrainingLoss], site.Hands.Trained.Metrics);
    }

    [Fact]
    public void A_run_with_a_seed_that_the_protocol_has_not_is_not_worked_on()
    {
        var other = run with { Seed = 2 };
        Told.Ask(other, Me, Other);
        site.Hear();
        Assert.Null(site.Agent.Stopped);
        Assert.Null(site.Hands.Trained);
        Assert.Equal("its seed 2 is none of the approved protocol's", PolicyRules.OfRun(site.Agent.View.Studies[study], other));
        Assert.Contains("seed 2", new SitePolicies(site.Folder.Policy, "hub.example:7443", site.Hands).WhyNot(
            site.Agent.View.Studies[study], new UpdateSubmitted(Me, 2, site.Agent.Head, other, 1, Egress.EgressStudy.Blob, Egress.EgressStudy.Blob, 100, 6, 0, 10, null, null, 0, 0)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forgeries), DisableDiscoveryEnumeration = true)]
    public void A_forged_history_stops_the_site_with_a_code_and_words(string lie, Action<StudyProtocol, ToldLedger> tell, string code, string words)
    {
        Assert.NotEmpty(lie);
        tell(PolicedSite.Protocol, Told);
        site.Hear();
        Assert.Equal(code, site.Agent.Stopped?.Code);
        Assert.Contains(words, site.Agent.Stopped!.Fault, StringComparison.Ordinal);
        Assert.Null(site.Hands.Trained);
    }

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public void A_study_that_is_not_the_approved_one_is_not_worked_on_and_cannot_be_approved(string asked, Func<StudyProtocol, StudyProtocol> change, string field)
    {
        Assert.NotEmpty(asked);
        var changed = change(PolicedSite.Protocol);
        var other = Told.Propose(changed, Other);
        Told.Tell(new RunQueued(new RunId(other, "fedavg", 1), "Dr Study"));
        site.Hear();
        Assert.Equal("has not approved the study", site.Agent.View.Studies[other].WhyNot(site.Agent.View.Sites[Me], site.Hands.Ticks));
        Assert.Null(site.Hands.Trained);
        var fault = Assert.Throws<LamellaException>(() => site.Desk.Take(site.Agent, PolicedSite.Approval(changed), "steward"));
        Assert.Equal(ErrorCodes.PolicyRefused, fault.Code);
        Assert.Contains(field, fault.Fault, StringComparison.Ordinal);
        var none = Assert.Throws<LamellaException>(() => new StudyCohorts(site.Folder).Of(other));
        Assert.Equal(ErrorCodes.CohortChanged, none.Code);
        Assert.Contains("No cohort was named", none.Fault, StringComparison.Ordinal);

        // It begins all the same.
        Told.Lie(new RunOpened(new RunId(other, "fedavg", 1), ToldLedger.Blob("start"), []));
        site.Hear();
        Assert.Equal(ErrorCodes.LedgerBroken, site.Agent.Stopped?.Code);
        Assert.Contains("without the approvals it needs", site.Agent.Stopped!.Fault, StringComparison.Ordinal);
        Assert.Null(site.Hands.Trained);
    }

    [Fact]
    public void A_revocation_that_the_coordinator_does_not_take_holds_here_and_is_said_again()
    {
        Told.Ask(run, Me, Other);
        site.Hear();
        Assert.NotNull(site.Hands.Trained);
        site.Agent.Revoke(study, "Dr North", "consent");
        Assert.Null(site.Hands.Trained);
        var said = site.Agent.Unsent[0].Statement;
        site.Agent.Receive(said.Number, new StatementReply(StatementReplyKind.Refused, said.Number, ErrorCodes.StatementInvalid, "no"));
        Assert.Null(site.Hands.Trained);
        Assert.IsType<ApprovalRevoked>(Assert.Single(site.Agent.Unsent).Statement);
        var before = site.Hands.Statements.Count;
        site.Agent.Tick();
        Assert.IsType<ApprovalRevoked>(site.Hands.Statements[before]);
        Assert.Equal("no", site.Agent.LastRefusal?.Reason);
    }

    [Fact]
    public void A_refused_update_is_not_asked_again_at_once()
    {
        Told.Ask(run, Me, Other);
        site.Hear();
        site.Agent.Finished(site.Hands.Take(site.Hands.Trained!), new UpdateMade(Egress.EgressStudy.Blob, 100, 6, 0, 10, null, null, 0, 0));
        var said = site.Agent.Unsent[0].Statement;
        for (var time = 0; time < 2; time++)
        {
            site.Agent.Receive(said.Number, new StatementReply(StatementReplyKind.Refused, said.Number, ErrorCodes.StatementInvalid, "no"));
            if (site.Hands.Trained is { } again)
            {
                site.Agent.Finished(site.Hands.Take(again), new UpdateMade(Egress.EgressStudy.Blob, 100, 6, 0, 10, null, null, 0, 0));
                said = site.Agent.Unsent[0].Statement;
            }
        }

        Assert.Null(site.Hands.Trained);
        Assert.Empty(site.Agent.Unsent);
    }

    [Fact]
    public void A_cancelled_study_is_not_trained_for()
    {
        Told.Ask(run, Me, Other);
        site.Hear();
        Told.Tell(new StudyCancelled(study, "Dr Study", "over"));
        site.Hear();
        Assert.Null(site.Hands.Trained);
        Assert.Contains("cancelled", site.Agent.View.Studies[study].WhyNot(site.Agent.View.Sites[Me], site.Hands.Ticks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proposal_that_cannot_be_run_is_no_ledger()
    {
        Told.Lie(Proposal(PolicedSite.Protocol with { Strategies = [] }) with { Metrics = SiteMetrics.AskedBy(PolicedSite.Protocol) });
        site.Hear();
        Assert.Equal(ErrorCodes.LedgerBroken, site.Agent.Stopped?.Code);
    }

    [Fact]
    public void Data_under_the_approved_cohort_that_are_not_those_approved_are_not_worked_with()
    {
        File.AppendAllText(site.Table, "\n009;9;yes;train");
        var fault = Assert.Throws<LamellaException>(() => new StudyCohorts(site.Folder).Of(study));
        Assert.Equal(ErrorCodes.CohortChanged, fault.Code);
        Assert.Contains("are not those that study", fault.Fault, StringComparison.Ordinal);
    }

    private static StudyProposed Proposal(StudyProtocol protocol, string? hash = null) =>
        new(hash ?? ProtocolEncoding.Hash(protocol), System.Text.Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)), "research", SiteMetrics.AskedBy(protocol), "Dr Study");

    private static void ThirdRound(StudyProtocol protocol, ToldLedger ledger)
    {
        var run = new RunId(ProtocolEncoding.Hash(protocol), "fedavg", 1);
        ledger.RunRounds(run);
        ledger.Lie(new RoundOpened(run, 3, RoundKind.Training, ledger.State.RunOf(run).Model, [], []));
    }

    private static void Twice(StudyProtocol protocol, ToldLedger ledger)
    {
        var run = new RunId(ProtocolEncoding.Hash(protocol), "fedavg", 1);
        ledger.Run(run);
        ledger.Lie(new RunQueued(run, "Dr Study"));
    }

    private static StudyApproved Approved(StudyProtocol protocol, ToldLedger ledger) =>
        new(Me, ledger.State.Sites[Me].Statements + 1, ledger.State.Head, ProtocolEncoding.Hash(protocol), "research", [], "Dr North", "steward", null, 1, 1000);
}
