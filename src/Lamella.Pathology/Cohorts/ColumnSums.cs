using System.Collections.Immutable;

namespace Lamella.Pathology.Cohorts;

/// <summary>
/// What a site tells of its numbers for federated standardisation: per number column the count, sum and sum of squares over its training rows after
/// imputation. A declared aggregate: no row leaves the site.
/// </summary>
/// <param name="Count">Rows behind each column; 0 where the site never measured the variable.</param>
/// <param name="Sum">Sum of each column.</param>
/// <param name="SumOfSquares">Sum of squares of each column.</param>
public sealed record ColumnSums(ImmutableArray<long> Count, ImmutableArray<double> Sum, ImmutableArray<double> SumOfSquares);
