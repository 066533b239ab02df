using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Tests.Egress;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Site.Tests.Policy;

/// <summary>A policy that is changed while a study runs.</summary>
public sealed class NarrowedPolicyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SqliteEventStore store;
    private readonly ToldLedger ledger = new("test", EgressStudy.Me, EgressStudy.Other);
    private readonly SiteHands hands = new();
    private readonly Rule rule = new();
    private readonly string study;
    private readonly SiteAgent agent;

    public NarrowedPolicyTests()
    {
        store = new SqliteEventStore(folder.File("copy.db"));
        agent = new SiteAgent(hands.SetupOf(folder, store, rule) with { Scoring = hands });
        hands.Now = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Time);
        study = ledger.Propose(EgressStudy.Protocol, EgressStudy.Me, EgressStudy.Other);
        ledger.Ask(EgressStudy.Run, EgressStudy.Me, EgressStudy.Other);
    }

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void No_work_begins_against_it_and_it_begins_when_the_policy_allows_it_again()
    {
        rule.Against = "hours";
        agent.Receive(ledger.Entries);
        Assert.Null(hands.Trained);
        rule.Against = null;
        agent.Tick();
        Assert.Equal(1, hands.Trained?.Round);
    }

    [Fact]
    public void No_model_is_scored_against_it()
    {
        var other = new ToldLedger("test", EgressStudy.Me, EgressStudy.Other);
        other.Propose(EgressStudy.Protocol, EgressStudy.Me, EgressStudy.Other);
        other.Run(EgressStudy.Run);
        using var copy = new SqliteEventStore(folder.File("other.db"));
        using var place = new TemporaryFolder();
        var scorer = new SiteAgent(hands.SetupOf(place, copy, rule) with { Scoring = hands });
        rule.Against = "metrics";
        scorer.Receive(other.Entries);
        scorer.Tick();
        Assert.Null(hands.Scored);
        rule.Against = null;
        hands.Now += TimeSpan.FromHours(1);
        scorer.Tick();
        Assert.Equal(EgressStudy.Run, hands.Scored?.Run);
    }

    [Fact]
    public void What_rests_because_of_it_is_tried_at_once_when_it_was_changed()
    {
        agent.Receive(ledger.Entries);
        for (var time = 0; time < 2; time++)
            agent.Finished(hands.Take(hands.Trained!), new WorkCouldNot(ErrorCodes.PolicyRefused, Final: false));
        agent.Tick();
        Assert.Null(hands.Trained);
        rule.Edition++;
        agent.Tick();
        Assert.Equal(1, hands.Trained?.Round);
    }

    [Fact]
    public void What_is_being_made_for_a_study_is_made_anew_when_it_is_approved_with_other_data()
    {
        agent.Receive(ledger.Entries);
        var order = hands.Trained!;
        agent.Approve(study, "research", SiteMetrics.AskedBy(EgressStudy.Protocol), "Dr North", "data steward", null, 1, 1000, new string('a', 64));
        Assert.Equal((order.Run, order.Round, 1), (hands.Trained!.Run, hands.Trained.Round, hands.Stops));

        // What the first comes to is nobody's answer any more.
        agent.Finished(order, Made());
        Assert.DoesNotContain(agent.Unsent, s => s.Statement is UpdateSubmitted);
    }

    [Fact]
    public void An_update_that_was_made_before_is_held_back_with_a_code()
    {
        agent.Receive(ledger.Entries);
        rule.Against = "updates.minimumPatients";
        agent.Finished(hands.Take(hands.Trained!), Made());
        Assert.Equal(ErrorCodes.PolicyRefused, Assert.IsType<WorkFailed>(Assert.Single(agent.Unsent).Statement).Code);
        Assert.Contains("updates.minimumPatients", agent.HeldBack!.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_waits_for_the_line_leaves_no_more_and_is_in_nobodys_way()
    {
        agent.Receive(ledger.Entries);
        agent.Finished(hands.Take(hands.Trained!), Made());
        Assert.IsType<UpdateSubmitted>(Assert.Single(agent.Unsent).Statement);
        rule.Against = "studies";
        agent.Tick();
        Assert.Empty(agent.Unsent);
        Assert.Null(hands.Trained);
        agent.Refuse(study, "Dr North", "not under these rules");
        Assert.Equal((1, 1), (agent.Unsent.Count, hands.Statements.OfType<StudyRefused>().Count()));
    }

    private static UpdateMade Made() => new(EgressStudy.Blob, 100, 10, 0, 10, null, null, 0, 100);

    private sealed class Rule : IWorkPolicy
    {
        public bool IsOver(StudyState study) => false;

        public string? Against { get; set; }

        public int Edition { get; set; }

        public bool MayBegin(StudyState study, RunId run) => Against is null;

        public bool MayScore(StudyState study, RunId run) => Against is null;

        public string? WhyNot(StudyState study, int round, UpdateMade update) => Against;

        public string? WhyNot(StudyState study, SiteStatement statement) => statement is UpdateSubmitted ? Against : null;
    }
}
