using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Data;

/// <summary>All sites for one seed.</summary>
/// <param name="Sites">In site-id order.</param>
/// <param name="CovariateNames">Columns of every patient's covariates.</param>
internal sealed record StudyData(ImmutableArray<StudySite> Sites, ImmutableArray<string> CovariateNames)
{
    /// <summary>Sites that train.</summary>
    public IEnumerable<StudySite> Training => Sites.Where(s => s.Site.Role == SiteRole.Train);
}
