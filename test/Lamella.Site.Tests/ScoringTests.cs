using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Site.Tests;

/// <summary>A site scores ended runs at home: after training, one at a time, within its approval, and again after a fault.</summary>
public sealed class ScoringTests : IDisposable
{
    private static readonly SiteId Me = new("north"), Other = new("port");

    private static readonly ImmutableArray<ScoredMetric> Metrics =
        [.. MetricSet.For(new BinaryTask("y", "yes")).Metrics.Select(m => new ScoredMetric(m.Name, 0.75, null, null))];

    private readonly TemporaryFolder folder = new();
    private readonly SqliteEventStore store;
    private readonly ToldLedger ledger = new("test", Me, Other);
    private readonly SiteHands hands = new();
    private readonly StudyProtocol protocol = Protocol();
    private readonly SiteAgent agent;
    private readonly string study;

    public ScoringTests()
    {
        store = new SqliteEventStore(folder.File("copy.db"));
        study = ledger.Propose(protocol, Me, Other);
        agent = new SiteAgent(hands.SetupOf(folder, store) with { Scoring = hands });
        hands.Now = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Time);
    }

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Runs_are_scored_one_after_the_other_and_the_own_model_once_for_each_seed()
    {
        ledger.Run(RunOf("fedavg", 1));
        ledger.Run(RunOf("fedprox", 1));
        Push();
        Assert.Equal([ScoredArms.Federated, ScoredArms.Local], hands.Scored!.Arms);
        Assert.Equal("fedavg", hands.Scored.Run.Strategy);
        agent.Scored(hands.Scored, Scores(hands.Scored));

        Assert.Equal("fedprox", hands.Scored!.Run.Strategy);
        Assert.Equal([ScoredArms.Federated], hands.Scored.Arms);
        agent.Scored(hands.Scored, Scores(hands.Scored));
        Assert.Equal(3, Said().Count);
        Assert.Equal([ScoredArms.Federated, ScoredArms.Local, ScoredArms.Federated], Said().Select(s => s.Arm));
        Assert.Empty(SiteRules.Scorings(agent.View, Me, hands.Ticks));
    }

    [Fact]
    public void Training_comes_first_and_scoring_goes_on_when_the_site_waits_for_others()
    {
        ledger.Run(RunOf("fedavg", 1));
        Push();
        var order = hands.Scored!;
        ledger.Ask(RunOf("fedavg", 2), Me, Other);
        Push();
        Assert.Null(hands.Scored);
        Assert.NotNull(hands.Trained);
        agent.Scored(order, Scores(order));
        Assert.Empty(Said());

        // The next round may come at once: only a site that waits for others uses the time.
        agent.Finished(hands.Trained!, new WorkCouldNot(ErrorCodes.NotApproved, Final: true));
        Assert.Null(hands.Scored);
        hands.Now += TimeSpan.FromMinutes(1);
        agent.Tick();
        Assert.Equal(order.Run, hands.Scored!.Run);
    }

    [Fact]
    public void A_revoked_approval_stops_it_and_nothing_is_said()
    {
        ledger.Run(RunOf("fedavg", 1));
        Push();
        var order = hands.Scored!;
        agent.Revoke(study, "Dr North", "a patient objected");
        Assert.Null(hands.Scored);
        agent.Scored(order, Scores(order));
        Assert.Empty(Said());
    }

    [Fact]
    public void What_failed_is_tried_again_after_a_rest()
    {
        ledger.Run(RunOf("fedavg", 1));
        Push();
        agent.ScoringFailed(hands.Take());
        agent.Tick();
        Assert.Null(hands.Scored);
        hands.Now += TimeSpan.FromMinutes(11);
        agent.Tick();
        Assert.NotNull(hands.Scored);
    }

    [Fact]
    public void What_cannot_be_taken_does_not_leave()
    {
        ledger.Run(RunOf("fedavg", 1));
        Push();
        var order = hands.Take();
        agent.Scored(order, [new SiteScore(ScoredArms.Federated, order.ModelSha256, 40, "", [new ScoredMetric("auc", 7, null, null)])]);
        Assert.Empty(Said());
        Assert.Null(hands.Scored);
    }

    [Fact]
    public void A_small_count_does_not_leave()
    {
        ledger.Run(RunOf("fedavg", 1));
        Push();
        var order = hands.Take();
        agent.Scored(order, [.. order.Arms.Select(arm => new SiteScore(arm, order.ModelSha256, 3, "fewer than 5 patients of a class", Metrics))]);
        Assert.All(Said(), s => Assert.Equal((0, 0), (s.Patients, s.Metrics.Length)));
        Assert.Equal(2, Said().Count);
    }

    [Fact]
    public void A_score_that_waits_for_the_line_does_not_leave_after_the_approval_was_revoked()
    {
        ledger.Run(RunOf("fedavg", 1));
        Push();
        var order = hands.Take();
        agent.Scored(order, Scores(order));
        Assert.Equal(2, agent.Unsent.Count(s => s.Statement is ModelScored));
        agent.Revoke(study, "Dr North", "a patient objected");
        Assert.Equal([typeof(HeadSeen), typeof(ApprovalRevoked)], agent.Unsent.Select(s => s.Statement.GetType()));
    }

    [Fact]
    public void A_refused_score_is_not_made_again_at_once()
    {
        ledger.Run(RunOf("fedavg", 1));
        Push();
        var order = hands.Take();
        agent.Scored(order, Scores(order));
        var number = hands.Statements[0].Number;
        agent.Receive(number, new StatementReply(StatementReplyKind.Refused, number, ErrorCodes.StatementInvalid, "no"));
        Assert.Null(hands.Scored);
    }

    private static StudyProtocol Protocol() => new()
    {
        Study = "home",
        Title = "Home",
        Seeds = [1, 2],
        Sites = [new(Me, SiteRole.Train), new(Other, SiteRole.Train)],
        Dictionary = [new Variable { Name = "x", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis }],
        Task = new BinaryTask("y", "yes"),
        Inputs = new InputSpec { Clinical = ["x"] },
        Split = new ColumnSplit(),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = 1, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 } },
        Strategies = [new FedAvgSpec { Name = "fedavg" }, new FedProxSpec { Name = "fedprox", Mu = 0.1 }],
        Baselines = new BaselineSpec(),
        Reporting = new ReportingSpec { MinimumCell = 5 },
    };

    private static List<SiteScore> Scores(ScoreOrder order) =>
        [.. order.Arms.Select(arm => new SiteScore(arm, arm == ScoredArms.Federated ? order.ModelSha256 : ToldLedger.Blob("own"), 40, "", Metrics))];

    private RunId RunOf(string strategy, ulong seed) => new(study, strategy, seed);

    private void Push() => agent.Receive(ledger.Entries);

    private List<ModelScored> Said() => [.. agent.View.Runs.Values.SelectMany(r => r.Scores)];
}
