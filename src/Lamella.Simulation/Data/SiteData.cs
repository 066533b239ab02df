using System.Collections.Immutable;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Data;

/// <summary>A site's patients as the trainer takes them, for one seed.</summary>
/// <param name="Site">The site.</param>
/// <param name="Train">Training patients; empty at an external site.</param>
/// <param name="Holdout">Training patients set aside for early stopping.</param>
/// <param name="Test">Test patients.</param>
/// <param name="Notes">What was left out, and why.</param>
/// <param name="Sums">What a preparation round asks of the site; null where no numbers are standardised over all sites.</param>
/// <param name="WithTotals">Training and held-out patients, given the totals of the preparation round; null where there is none.</param>
internal sealed record SiteData(
    SiteSpec Site, IReadOnlyList<Example> Train, IReadOnlyList<Example> Holdout, IReadOnlyList<Example> Test, ImmutableArray<string> Notes, ColumnSums? Sums, Func<ColumnSums?, SiteExamples> WithTotals);

/// <summary>All sites for one seed.</summary>
/// <param name="Sites">In site-id order.</param>
/// <param name="CovariateNames">Columns of every patient's covariates.</param>
internal sealed record StudyData(ImmutableArray<SiteData> Sites, ImmutableArray<string> CovariateNames)
{
    /// <summary>Sites that train.</summary>
    public IEnumerable<SiteData> Training => Sites.Where(s => s.Site.Role == SiteRole.Train);
}
