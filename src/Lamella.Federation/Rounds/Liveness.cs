using System.Globalization;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>
/// Progress, not timeouts: a site is suspected when it makes no step for many times its own median step, and before its first step for many times the
/// others' time to the first; never within <see cref="Shortest"/>. What it knows is heard, not stored: after a restart every site gets its full time
/// again. Users set nothing.
/// </summary>
/// <param name="time">Time since some fixed moment; never goes back.</param>
public sealed class Liveness(Func<TimeSpan> time)
{
    /// <summary>Silence that is never held against a site: lines of hospitals break for minutes.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10);

    /// <summary>How many times its own median step a site may stand still.</summary>
    public const int Steps = 10;

    /// <summary>How many times the others' median time to the first step a site may take for its own.</summary>
    public const int FirstSteps = 3;

    private const int Remembered = 101;

    private readonly Dictionary<SiteId, Pace> paces = [];

    /// <summary>The site has work from now on; nothing happens when it had some before.</summary>
    public void Expect(SiteId site)
    {
        var pace = PaceOf(site);
        if (pace.Owes)
            return;
        (pace.Owes, pace.LastStep, pace.FirstDone) = (true, time(), false);
    }

    /// <summary>The site has no work.</summary>
    public void Release(SiteId site) => PaceOf(site).Owes = false;

    /// <summary>The site took steps since the last time it was heard of.</summary>
    /// <param name="site">The site.</param>
    /// <param name="steps">How many, at least 1.</param>
    public void Progress(SiteId site, long steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var pace = PaceOf(site);
        var now = time();
        if (pace.FirstDone)
        {
            Remember(pace.StepTimes, (now - pace.LastStep) / steps);
        }
        else if (pace.Owes)
        {
            Remember(pace.FirstTimes, now - pace.LastStep);
            pace.FirstDone = true;
        }

        pace.LastStep = now;
    }

    /// <summary>The site said something: its silence begins anew.</summary>
    public void Heard(SiteId site) => PaceOf(site).LastStep = time();

    /// <summary>Why the site is to be suspected, in words; null when it is not.</summary>
    public string? Suspicion(SiteId site)
    {
        var pace = PaceOf(site);
        if (!pace.Owes)
            return null;
        var silence = time() - pace.LastStep;
        var allowed = Allowed(site, pace);
        return silence <= allowed ? null : string.Create(CultureInfo.InvariantCulture, $"no progress for {Minutes(silence)} min, {Minutes(allowed)} min would be usual at most");
    }

    /// <summary>When the site will be suspected if it stays silent; null when it owes nothing.</summary>
    public TimeSpan? SuspectedAt(SiteId site)
    {
        var pace = PaceOf(site);
        return pace.Owes ? pace.LastStep + Allowed(site, pace) : null;
    }

    private static double Minutes(TimeSpan span) => Math.Ceiling(span.TotalMinutes);

    private static void Remember(Queue<TimeSpan> times, TimeSpan span)
    {
        times.Enqueue(span);
        if (times.Count > Remembered)
            times.Dequeue();
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var ordered = times.Order().ToList();
        return ordered.Count == 0 ? TimeSpan.Zero : ordered[ordered.Count / 2];
    }

    private TimeSpan Allowed(SiteId site, Pace pace)
    {
        var usual = pace.FirstDone
            ? Steps * Median(pace.StepTimes)
            : FirstSteps * Median(pace.FirstTimes.Count > 0 ? pace.FirstTimes : paces.Where(p => p.Key != site).SelectMany(p => p.Value.FirstTimes));
        return usual > Shortest ? usual : Shortest;
    }

    private Pace PaceOf(SiteId site) => paces.TryGetValue(site, out var pace) ? pace : paces[site] = new Pace();

    private sealed class Pace
    {
        public bool Owes { get; set; }

        public bool FirstDone { get; set; }

        public TimeSpan LastStep { get; set; }

        public Queue<TimeSpan> StepTimes { get; } = [];

        public Queue<TimeSpan> FirstTimes { get; } = [];
    }
}
