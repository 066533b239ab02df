using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Site.Tests.Egress;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Site.Tests.Rounds;

/// <summary>A site whose data have other numbers of training patients than its people approved.</summary>
public class ApprovalBoundsTests
{
    [Fact]
    public void The_update_stays_the_site_says_both_numbers_and_a_new_approval_lets_it_go_at_once()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteEventStore(folder.File("copy.db"));
        var ledger = new ToldLedger("test", EgressStudy.Me, EgressStudy.Other);
        var hands = new SiteHands();
        var agent = new SiteAgent(hands.SetupOf(folder, store));
        hands.Now = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Time);
        var study = ledger.Propose(EgressStudy.Protocol, EgressStudy.Me, EgressStudy.Other);
        ledger.Ask(EgressStudy.Run, EgressStudy.Me, EgressStudy.Other);
        agent.Receive(ledger.Entries);
        var most = agent.View.Studies[study].ApprovalOf(EgressStudy.Me, hands.Ticks)!.MostSamples;

        // Tried again at once, and then no more.
        for (var time = 0; time < 2; time++)
            agent.Finished(hands.Take(hands.Trained!), new UpdateMade(EgressStudy.Blob, 100, most + 1, 0, 10, null, null, 0, 100));
        Assert.Null(hands.Trained);
        Assert.Equal(new WorkFailed(EgressStudy.Me, 2, agent.Head, EgressStudy.Run, 1, ErrorCodes.NotApproved, Final: false), hands.Statements[0]);
        Assert.DoesNotContain(agent.Unsent, s => s.Statement is UpdateSubmitted);
        Assert.Contains($"{most + 1} training patients", agent.HeldBack!.Fault, StringComparison.Ordinal);
        Assert.Contains($"to {most} are approved", agent.HeldBack.Fault, StringComparison.Ordinal);
        agent.Tick();
        Assert.Null(hands.Trained);

        agent.Approve(study, agent.View.Studies[study].Proposal.Purpose, [], "Dr North", "data steward", null, 1, most + 1);
        Assert.Equal(1, hands.Trained?.Round);
    }
}
