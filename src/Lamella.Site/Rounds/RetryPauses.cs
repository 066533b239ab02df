using Lamella.Federation.Rounds;

namespace Lamella.Site.Rounds;

/// <summary>How long a site lets a failed order rest before it tries again: 10 minutes, doubled each time, at most 6 hours. A restart tries at once.</summary>
internal sealed class RetryPauses
{
    private const long First = 10 * 60_000, Longest = 6 * 3600_000;

    private readonly Dictionary<(RunId Run, int Round), (long Pause, long Until)> failed = [];

    /// <summary>The order has failed.</summary>
    public void Failed(RoundOrder order, long now)
    {
        var pause = failed.TryGetValue((order.Run, order.Round), out var before) ? Math.Min(2 * before.Pause, Longest) : First;
        foreach (var old in failed.Keys.Where(k => k.Run == order.Run && k.Round < order.Round).ToList())
            failed.Remove(old);
        failed[(order.Run, order.Round)] = (pause, now + pause);
    }

    /// <summary>Whether an order may be tried.</summary>
    public bool MayTry(RoundOrder order, long now) => !failed.TryGetValue((order.Run, order.Round), out var rest) || now >= rest.Until;
}
