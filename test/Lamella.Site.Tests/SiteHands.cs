using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Site.Ledger;
using Lamella.Site.Tests.Egress;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Site.Tests;

/// <summary>Line, worker, scorer and clock of the site.</summary>
internal sealed class SiteHands : TimeProvider, ISiteWork, ISiteScoring, ICoordinatorLine
{
    public DateTimeOffset Now { get; set; }

    public long Ticks => Now.ToUnixTimeMilliseconds();

    public RoundOrder? Trained { get; private set; }

    /// <summary>How often training was stopped.</summary>
    public int Stops { get; private set; }

    public ScoreOrder? Scored { get; private set; }

    public List<SiteStatement> Statements { get; } = [];

    /// <summary>A site that these are the hands of.</summary>
    public SiteSetup SetupOf(TemporaryFolder folder, IEventStore copy, IWorkPolicy? policy = null) => new()
    {
        Site = EgressStudy.Me,
        Signer = SimulatedSignatures.SignerOf(EgressStudy.Me.Value),
        Coordinator = LedgerOwner.Of(SimulatedSignatures.Scheme, SimulatedSignatures.SignerOf("coordinator")),
        Copy = copy,
        Outbox = new FileOutbox(folder.File("outbox")),
        Work = this,
        Policy = policy,
        Line = this,
        Time = this,
    };

    public ScoreOrder Take()
    {
        var order = Scored!;
        Scored = null;
        return order;
    }

    public RoundOrder Take(RoundOrder order)
    {
        Trained = null;
        return order;
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public void Start(RoundOrder order) => Trained = order;

    public void Stop(RoundOrder order)
    {
        Trained = null;
        Stops++;
    }

    public void Start(ScoreOrder order) => Scored = order;

    public void Stop(ScoreOrder order) => Scored = null;

    public void Send(SiteReport report)
    {
    }

    public void Send(SignedStatement statement) => Statements.Add(statement.Statement);
}
