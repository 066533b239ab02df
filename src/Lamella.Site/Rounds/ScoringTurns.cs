using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site.Rounds;

/// <summary>Which order to score a site is at: training comes first, one at a time, and what failed is tried again after a rest.</summary>
/// <param name="scoring">Where it is done; null: nothing is scored.</param>
/// <param name="site">The site.</param>
internal sealed class ScoringTurns(ISiteScoring? scoring, SiteId site)
{
    /// <summary>Between two rounds nothing is begun that the next would have to stop, milliseconds; a site that waits longer than this for others uses the time.</summary>
    private const long Lull = 60_000;

    private readonly RetryPauses retries = new();
    private long? trained;
    private ScoreOrder? current;

    /// <summary>Begins what is asked, unless the site trains; stops what is asked no longer.</summary>
    /// <param name="view">The federation as the site knows it.</param>
    /// <param name="trains">Whether the site trains.</param>
    /// <param name="isOver">Whether nothing is done for a run's study any more.</param>
    /// <param name="mayBegin">Whether the hospital lets a run be scored now; what has begun goes on.</param>
    /// <param name="now">The site's own clock, milliseconds since 1970 UTC.</param>
    public void Advance(FederationState view, bool trains, Predicate<RunId> isOver, Predicate<RunId> mayBegin, long now)
    {
        if (scoring is null)
            return;
        var asked = SiteRules.Scorings(view, site, now).RemoveAll(o => isOver(o.Run));
        if (trains || !asked.Any(o => o.Run == current?.Run))
            Stop();
        if (trains)
            trained = now;
        if (trains || current is not null || (now < trained + Lull && MayTrainAgain(view, now)))
            return;
        current = asked.FirstOrDefault(o => retries.MayTry(o.Run, 0, now) && mayBegin(o.Run));
        if (current is not null)
            scoring.Start(current);
    }

    private bool MayTrainAgain(FederationState view, long now) =>
        view.OpenRuns.Any(run => view.StudyOf(run).WhyNot(view.Sites.GetValueOrDefault(site), now) is null);

    /// <summary>Stops what is at work.</summary>
    public void Stop()
    {
        if (current is { } order)
            scoring!.Stop(order);
        current = null;
    }

    /// <summary>The order at work has ended; false when it is not the one at work.</summary>
    public bool Ended(ScoreOrder order)
    {
        if (current != order)
            return false;
        current = null;
        return true;
    }

    /// <summary>A run could not be scored, or its figures were not taken.</summary>
    public void Failed(RunId run, long now) => retries.Failed(run, 0, now);
}
