using System.Text;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Rounds;

/// <summary>A protocol in a ledger has one text, so that what a person reads in it is all there is.</summary>
public sealed class ProposalTests
{
    [Fact]
    public void The_canonical_text_is_taken() => Assert.Single(Proposed(text => text).Studies);

    [Fact]
    public void A_text_that_says_more_than_the_protocol_is_refused()
    {
        Refused(text => text.Insert(1, "\"title\":\"Another title\","));
        Refused(text => text.Insert(1, "\"note\":\"nothing is trained\","));
        Refused(text => text + "\n");
        Refused(text => text.Replace(":[", ": [", StringComparison.Ordinal));
        Refused(_ => "{}");
        Refused(_ => "null");
        Refused(_ => "x");
        Refused(text => text.Replace("0.125", "1e400", StringComparison.Ordinal));
        Refused(text => text.Replace("\"A title\"", "\"\\ud800\"", StringComparison.Ordinal));
    }

    private static void Refused(Func<string, string> change) =>
        Assert.Equal(ErrorCodes.LedgerBroken, Assert.Throws<LamellaException>(() => Proposed(change)).Code);

    private static FederationState Proposed(Func<string, string> change)
    {
        var protocol = new StudyProtocol
        {
            Study = "small",
            Title = "A title",
            Seeds = [1],
            Sites = [new SiteSpec(new SiteId("north"), SiteRole.Train)],
            Dictionary = [new Variable { Name = "x", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis }],
            Task = new BinaryTask("y", "yes"),
            Inputs = new InputSpec { Clinical = ["x"] },
            Split = new ColumnSplit(),
            Model = HeadPresets.Create("logistic"),
            Training = new TrainingSpec { Rounds = 1, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.125 } },
            Strategies = [new FedAvgSpec { Name = "FedAvg" }],
            Baselines = new BaselineSpec(),
            Quorum = new QuorumSpec(),
        };
        var text = change(Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)));
        return FederationState.Empty
            .Apply(new LedgerOpened("f", "simulated", "key"), 1, new Head(0, LedgerHash.Zero))
            .Apply(new StudyProposed(ProtocolEncoding.Hash(protocol), text, "purpose", SiteMetrics.AskedBy(protocol), "Dr A"), 2, new Head(1, LedgerHash.Zero));
    }
}
