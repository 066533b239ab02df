using Lamella.Federation.Rounds;

namespace Lamella.Site.Rounds;

/// <summary>How long a site lets a failed order rest before it tries again: 10 minutes, doubled each time, at most 6 hours. A restart tries at once.</summary>
internal sealed class RetryPauses
{
    private const long First = 10 * 60_000, Longest = 6 * 3600_000;

    private readonly Dictionary<(RunId Run, int Round), (long Pause, long Until)> failed = [];

    /// <summary>The work of a round has failed.</summary>
    public void Failed(RunId run, int round, long now)
    {
        var pause = failed.TryGetValue((run, round), out var before) ? Math.Min(2 * before.Pause, Longest) : First;
        foreach (var old in failed.Keys.Where(k => k.Run == run && k.Round < round).ToList())
            failed.Remove(old);
        failed[(run, round)] = (pause, now + pause);
    }

    /// <summary>Everything may be tried at once.</summary>
    public void Clear() => failed.Clear();

    /// <summary>Whether it may be tried.</summary>
    public bool MayTry(RunId run, int round, long now) => !failed.TryGetValue((run, round), out var rest) || now >= rest.Until;
}
