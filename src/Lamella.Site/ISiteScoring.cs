using Lamella.Federation.Rounds;

namespace Lamella.Site;

/// <summary>Where a site scores models on its own test patients. One order at a time, and none while a round's work is done.</summary>
public interface ISiteScoring
{
    /// <summary>
    /// Starts an order; <see cref="SiteAgent.Scored"/> or <see cref="SiteAgent.ScoringFailed"/> is told later, never before this returns. An order that was
    /// stopped comes again.
    /// </summary>
    void Start(ScoreOrder order);

    /// <summary>Stops the order: a round wants the site, or the study its figures no longer. No result comes.</summary>
    void Stop(ScoreOrder order);
}
