using System.Collections.Immutable;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;

namespace Lamella.Simulation.Data;

/// <summary>A site's patients as the trainer takes them, for one seed.</summary>
/// <param name="Site">The site.</param>
/// <param name="Train">Training patients; empty at an external site.</param>
/// <param name="Holdout">Training patients set aside for early stopping.</param>
/// <param name="Test">Test patients.</param>
/// <param name="Notes">What was left out, and why.</param>
internal sealed record SiteData(SiteSpec Site, IReadOnlyList<Example> Train, IReadOnlyList<Example> Holdout, IReadOnlyList<Example> Test, ImmutableArray<string> Notes);

/// <summary>All sites for one seed.</summary>
/// <param name="Sites">In site-id order.</param>
/// <param name="CovariateNames">Columns of every patient's covariates.</param>
internal sealed record StudyData(ImmutableArray<SiteData> Sites, ImmutableArray<string> CovariateNames)
{
    /// <summary>Sites that train.</summary>
    public IEnumerable<SiteData> Training => Sites.Where(s => s.Site.Role == SiteRole.Train);
}
