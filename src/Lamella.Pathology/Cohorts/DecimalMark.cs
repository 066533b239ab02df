using System.Globalization;
using System.Text.RegularExpressions;

namespace Lamella.Pathology.Cohorts;

/// <summary>Whether a column writes 1.5 or 1,5.</summary>
internal static partial class DecimalMark
{
    /// <summary>
    /// The comma where a cell of the column must be read with one and none has a point; otherwise the point. A comma before three digits may as well part
    /// thousands, and a guess would be wrong by a thousand: such a column is left to be refused.
    /// </summary>
    public static char Of(DelimitedTable table, string column)
    {
        var commas = false;
        foreach (var row in table.Rows)
        {
            var cell = table.Cell(row, column);
            if (cell.Contains('.', StringComparison.Ordinal) && !double.IsNaN(Parse(cell, '.')))
                return '.';
            commas |= cell.Contains(',', StringComparison.Ordinal) && !Thousands().IsMatch(cell) && !double.IsNaN(Parse(cell, ','));
        }

        return commas ? ',' : '.';
    }

    /// <summary>The finite number that <paramref name="cell"/> spells with <paramref name="mark"/>, or NaN. No thousands separators.</summary>
    public static double Parse(string cell, char mark)
    {
        if (mark == ',' && cell.Contains('.', StringComparison.Ordinal))
            return double.NaN;
        return double.TryParse(cell.Replace(mark, '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : double.NaN;
    }

    [GeneratedRegex("^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+\\z")]
    private static partial Regex Thousands();
}
