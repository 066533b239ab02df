using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Federations;

/// <summary>What does a site's work on a run, made when it is first asked for.</summary>
internal interface ISiteHandlers
{
    /// <summary>The handler; it is used by one order at a time.</summary>
    SiteRoundHandler HandlerOf(RunId run, SiteId site);

    /// <summary>Training may begin; returned when it ends.</summary>
    Task<IDisposable> EnterAsync(CancellationToken cancellation);

    /// <summary>A site took a step.</summary>
    void Stepped(RunId run, SiteId site, long done, long steps);

    /// <summary>A site cannot do its work; the text stays at the site, which here is the same screen.</summary>
    void Failed(RunId run, SiteId site, string message);
}
