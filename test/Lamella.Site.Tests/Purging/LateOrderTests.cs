using Lamella.Site.Hosting;
using Lamella.Site.Policy;
using Lamella.Site.Purging;
using Lamella.Site.Tests.Egress;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Site.Tests.Purging;

/// <summary>A coordinator that asks for work on a study that was purged, while the site's approval still stands.</summary>
public class LateOrderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_is_asked_for_late_is_neither_trained_nor_scored_at_a_site_that_has_purged_the_study(bool isPurged)
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteEventStore(folder.File("copy.db"));
        var (ledger, hands, place) = (new ToldLedger("test", EgressStudy.Me, EgressStudy.Other), new SiteHands(), new SiteFolder(folder.File("site")));
        OpenPolicy.Write(place.Policy);
        var purges = new SitePurges(place);
        var agent = new SiteAgent(hands.SetupOf(folder, store, new SitePolicies(place.Policy, "hub:1", hands, purges)) with { Scoring = hands });
        hands.Now = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Time);
        var protocol = EgressStudy.Protocol with { Seeds = [1, 2] };
        var study = ledger.Propose(protocol, EgressStudy.Me, EgressStudy.Other);
        if (isPurged)
            purges.Keep(new PurgeProof { Study = study, Name = "egress", By = "Dr North", Asked = hands.Now });

        // Whatever a coordinator asks for and however late, such as the one run of the protocol that it kept back.
        var (first, late) = (EgressStudy.Run with { ProtocolSha256 = study }, EgressStudy.Run with { ProtocolSha256 = study, Seed = 2 });
        ledger.Run(first);
        agent.Receive(ledger.Entries);
        hands.Now = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Time);
        Assert.Equal(isPurged, hands.Scored is null);
        ledger.Ask(late, EgressStudy.Me, EgressStudy.Other);
        agent.Receive(ledger.Entries);
        Assert.Equal(isPurged, hands.Trained is null);
        agent.Tick();
        Assert.Equal(isPurged, hands.Trained is null);
    }
}
