using System.Collections.Immutable;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site.Work;

/// <summary>Scores models on a site's own test patients, where these are.</summary>
public interface IHomeScoring
{
    /// <summary>
    /// Scores the final model of a run, and beside it the site's own model where the study asks for one, which is trained at home the first time and never
    /// leaves. An external site scores too.
    /// </summary>
    /// <param name="run">The run, which is over.</param>
    /// <param name="protocol">Its study.</param>
    /// <param name="model">File of the final shared model.</param>
    /// <param name="aggregates">File of the preparation round's totals; null without.</param>
    /// <param name="cancellation">Stops between steps; the local model goes on from its last pass another time.</param>
    /// <exception cref="Federation.LamellaException">It cannot be done.</exception>
    Task<ImmutableArray<HomeScore>> ScoreAsync(RunId run, StudyProtocol protocol, string model, string? aggregates, CancellationToken cancellation);
}
