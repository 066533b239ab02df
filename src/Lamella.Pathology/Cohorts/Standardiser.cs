using System.Collections.Immutable;
using Lamella.Federation.Aggregation;

namespace Lamella.Pathology.Cohorts;

/// <summary>Mean and divisor of each number column.</summary>
/// <param name="Mean">Subtracted from a value.</param>
/// <param name="Deviation">Divides what is left; never 0.</param>
public sealed record Standardiser(ImmutableArray<double> Mean, ImmutableArray<double> Deviation)
{
    /// <summary>A variance below this share of the mean square is rounding, not spread.</summary>
    private const double RoundingShare = 1e-12;

    /// <summary>Leaves <paramref name="columns"/> number columns as they are.</summary>
    public static Standardiser Identity(int columns) => new([.. Enumerable.Repeat(0.0, columns)], [.. Enumerable.Repeat(1.0, columns)]);

    /// <summary>
    /// Mean and population standard deviation of all rows behind <paramref name="sums"/>: mean = S/n, variance = Q/n - mean^2. A column without spread is
    /// centred and divided by 1. Sums are added in the order given; pass them in site-id order.
    /// </summary>
    public static Standardiser FromSums(IEnumerable<ColumnSums> sums)
    {
        var all = sums.ToList();
        var columns = all.Count == 0 ? 0 : all[0].Count.Length;
        var (mean, deviation) = (ImmutableArray.CreateBuilder<double>(columns), ImmutableArray.CreateBuilder<double>(columns));
        for (var c = 0; c < columns; c++)
        {
            long n = 0;
            double sum = 0, squares = 0;
            foreach (var site in all)
                (n, sum, squares) = (checked(n + site.Count[c]), sum + site.Sum[c], squares + site.SumOfSquares[c]);
            var centre = n > 0 ? sum / n : 0;
            var variance = n > 0 ? (squares / n) - (centre * centre) : 0;
            mean.Add(centre);
            deviation.Add(variance > RoundingShare * (squares / Math.Max(n, 1)) ? Math.Sqrt(variance) : 1);
        }

        return new Standardiser(mean.ToImmutable(), deviation.ToImmutable());
    }
}
