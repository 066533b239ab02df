using System.Diagnostics;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Operations;

/// <summary>
/// Traces of rounds: one span for each round that was recorded, with a child for each stretch of it: publish (R1 to R3), receive (R4, R5), aggregate (R6, R7) and
/// record (R8). They are made from the times in the ledger when the round is recorded, so a restart in the middle leaves no gap. Attributes are the run, the
/// number of the round and counts; nothing that a site wrote.
/// </summary>
internal sealed class RoundSpans : IDisposable
{
    private readonly ActivitySource source = new(CoordinatorMeters.Name);
    private readonly Dictionary<RunId, Times> open = [];

    /// <summary>An entry of the ledger.</summary>
    /// <param name="e">The entry.</param>
    /// <param name="at">Its time, milliseconds since 1970 UTC.</param>
    /// <param name="isNew">Whether it happens now; an earlier start has told the others.</param>
    public void Happened(LedgerEvent e, long at, bool isNew)
    {
        switch (e)
        {
            case RoundOpened opened:
                open[opened.Run] = new Times { Opened = at };
                break;
            case ModelPublished published when open.TryGetValue(published.Run, out var times):
                times.Published = at;
                break;
            case RunWaiting waiting when open.TryGetValue(waiting.Run, out var times):
                times.Waits.Add(at);
                break;
            case RoundClosed closed when open.TryGetValue(closed.Run, out var times):
                (times.Closed, times.Counted) = (at, closed.Contributions.Length);
                break;
            case RoundAggregated aggregated when open.TryGetValue(aggregated.Run, out var times):
                times.Aggregated = at;
                break;
            case RoundRecorded recorded when open.Remove(recorded.Run, out var times):
                if (isNew && source.HasListeners())
                    Tell(recorded, times, at);
                break;
            case RunEnded ended:
                open.Remove(ended.Run);
                break;
        }
    }

    /// <inheritdoc />
    public void Dispose() => source.Dispose();

    private void Tell(RoundRecorded recorded, Times times, long end)
    {
        // A round is a trace of its own, whatever the thread is in the middle of.
        using var round = source.StartActivity("round", ActivityKind.Internal, default(ActivityContext), null, null, Moment(times.Opened));
        if (round is null)
            return;
        round.SetTag("lamella.run", recorded.Run.ToString()).SetTag("lamella.round", recorded.Round).SetTag("lamella.contributions", times.Counted);
        foreach (var wait in times.Waits)
            round.AddEvent(new ActivityEvent("waiting", Moment(wait)));
        Stretch(round, "publish", times.Opened, times.Published);
        Stretch(round, "receive", times.Published, times.Closed);
        Stretch(round, "aggregate", times.Closed, times.Aggregated);
        Stretch(round, "record", times.Aggregated, end);
        round.SetEndTime(Moment(end).UtcDateTime);
    }

    private void Stretch(Activity round, string name, long from, long to)
    {
        using var stretch = source.StartActivity(name, ActivityKind.Internal, round.Context, null, null, Moment(from));
        stretch?.SetEndTime(Moment(to).UtcDateTime);
    }

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class Times
    {
        public required long Opened { get; init; }

        public List<long> Waits { get; } = [];

        public long Published { get; set; }

        public long Closed { get; set; }

        public long Aggregated { get; set; }

        public int Counted { get; set; }
    }
}
