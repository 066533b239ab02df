using System.Collections.Immutable;
using System.Text.Json;

namespace Lamella.Federation.Aggregation;

/// <summary>
/// What a site tells of its numbers for federated standardisation: per number column the count, sum and sum of squares over its training rows after
/// imputation. A declared aggregate: no row leaves the site.
/// </summary>
/// <param name="Count">Rows behind each column; 0 where the site never measured the variable.</param>
/// <param name="Sum">Sum of each column.</param>
/// <param name="SumOfSquares">Sum of squares of each column.</param>
public sealed record ColumnSums(ImmutableArray<long> Count, ImmutableArray<double> Sum, ImmutableArray<double> SumOfSquares)
{
    /// <summary>Longest file that is read as sums, in bytes.</summary>
    private const int LongestFile = 1 << 20;

    /// <summary>Sums over several sites, added in the order given; pass them in site-id order.</summary>
    public static ColumnSums Total(IReadOnlyList<ColumnSums> sites, int columns)
    {
        var (count, sum, squares) = (new long[columns], new double[columns], new double[columns]);
        foreach (var site in sites)
        {
            for (var c = 0; c < columns; c++)
            {
                count[c] = checked(count[c] + site.Count[c]);
                sum[c] += site.Sum[c];
                squares[c] += site.SumOfSquares[c];
            }
        }

        return new ColumnSums([.. count], [.. sum], [.. squares]);
    }

    /// <summary>Writes the sums as JSON.</summary>
    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this);

    /// <summary>Reads sums of a number of columns; anything else, and a column over fewer rows than the smallest cell, is <see cref="ErrorCodes.UpdateRefused"/>.</summary>
    public static ColumnSums Read(Stream stream, int columns, int smallestCell, string what)
    {
        ColumnSums? sums = null;
        try
        {
            if (stream.Length <= LongestFile)
                sums = JsonSerializer.Deserialize<ColumnSums>(stream);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
        }

        if (sums is null || sums.Count.IsDefault || sums.Sum.IsDefault || sums.SumOfSquares.IsDefault)
            throw Refused(what, "it holds no column sums");
        if (sums.Count.Length != columns || sums.Sum.Length != columns || sums.SumOfSquares.Length != columns)
            throw Refused(what, $"it has {sums.Count.Length} columns where {columns} are due");
        if (sums.Count.Any(n => n < 0 || (n > 0 && n < smallestCell)))
            throw Refused(what, $"a column rests on fewer than {smallestCell} rows");
        if (!sums.Sum.All(double.IsFinite) || !sums.SumOfSquares.All(q => double.IsFinite(q) && q >= 0))
            throw Refused(what, "a sum is not finite");
        return sums;
    }

    /// <summary>Why a file is not of the one form that sums of a number of columns have, in words; null when it is.</summary>
    public static string? WhyNot(Stream file, int columns, int smallestCell)
    {
        ColumnSums sums;
        try
        {
            sums = Read(file, columns, smallestCell, "The file");
        }
        catch (LamellaException fault)
        {
            return fault.Fault;
        }

        using var due = new MemoryStream();
        sums.Write(due);
        var found = new byte[due.Length];
        file.Position = 0;
        return file.Length == due.Length && file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == found.Length && found.AsSpan().SequenceEqual(due.ToArray())
            ? null
            : "there is something else in it than sums";
    }

    private static LamellaException Refused(string what, string why) =>
        new(ErrorCodes.UpdateRefused, $"{what} is refused: {why}.", "The round goes on without it if quorum allows; look at the site's own record.");
}
