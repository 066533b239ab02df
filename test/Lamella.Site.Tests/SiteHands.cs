using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;

namespace Lamella.Site.Tests;

/// <summary>Line, worker, scorer and clock of the site.</summary>
internal sealed class SiteHands : TimeProvider, ISiteWork, ISiteScoring, ICoordinatorLine
{
    public DateTimeOffset Now { get; set; }

    public long Ticks => Now.ToUnixTimeMilliseconds();

    public RoundOrder? Trained { get; private set; }

    public ScoreOrder? Scored { get; private set; }

    public List<SiteStatement> Statements { get; } = [];

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

    public void Stop(RoundOrder order) => Trained = null;

    public void Start(ScoreOrder order) => Scored = order;

    public void Stop(ScoreOrder order) => Scored = null;

    public void Send(SiteReport report)
    {
    }

    public void Send(SignedStatement statement) => Statements.Add(statement.Statement);
}
