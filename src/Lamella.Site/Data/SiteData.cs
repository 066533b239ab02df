using System.Collections.Immutable;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;
using Lamella.Site.Rounds;

namespace Lamella.Site.Data;

/// <summary>A site's patients as the trainer takes them, for one seed.</summary>
/// <param name="Site">The site.</param>
/// <param name="Notes">What was left out, and why.</param>
/// <param name="Sums">What a preparation round asks of the site; null where no numbers are standardised over all sites, and at a site that does not train.</param>
/// <param name="WithTotals">The patients, their numbers scaled by the totals of the preparation round; null totals in a study without one.</param>
public sealed record SiteData(SiteSpec Site, ImmutableArray<string> Notes, ColumnSums? Sums, Func<ColumnSums?, SiteExamples> WithTotals);
