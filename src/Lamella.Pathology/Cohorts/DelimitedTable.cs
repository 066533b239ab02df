using CsvHelper;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>A delimited text table: header and rows as text, nothing converted, so ids keep their leading zeros.</summary>
public sealed class DelimitedTable
{
    private readonly Dictionary<string, int> index;

    private DelimitedTable(TableMap map, string[] columns, List<TableRow> rows)
    {
        (Map, Columns, Rows) = (map, columns, rows);
        index = columns.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
    }

    /// <summary>How it was asked for.</summary>
    public TableMap Map { get; }

    /// <summary>Column names in order, trimmed.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Rows in the order of the file; empty lines are left out.</summary>
    public IReadOnlyList<TableRow> Rows { get; }

    /// <summary>Reads a table; separator and encoding are found out unless the map says them. Quoted cells may hold line ends.</summary>
    /// <param name="folder">The site's data folder.</param>
    /// <param name="map">File and how it is written.</param>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.TableUnreadable"/>.</exception>
    public static DelimitedTable Read(string folder, TableMap map)
    {
        var text = TableText.Read(Path.Combine(folder, map.File), map);
        var options = new CsvReaderOptions
        {
            // Excel's own hint line "sep=;" is honoured where it stands.
            Separator = map.Separator ?? (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? null : TableText.FindSeparator(text)),
            HasHeader = false,
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        try
        {
            using var reader = CsvReader.FromText(text, options);
            if (!reader.Read())
                throw Unreadable(map, 1, "the file is empty");
            var columns = reader.Current.ToArray();
            if (columns.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw Unreadable(map, (int)reader.LineNumber, $"column '{twice.Key}' stands there twice");
            return new DelimitedTable(map, columns, ReadRows(reader, map, columns.Length));
        }
        catch (CsvFormatException e)
        {
            throw Unreadable(map, (int)e.LineNumber, "a quote stands inside a cell or is never closed");
        }
    }

    /// <summary>True when the table has the column.</summary>
    public bool Has(string column) => index.ContainsKey(column);

    /// <summary>Text of a cell, trimmed.</summary>
    public string Cell(TableRow row, string column) => row.Cells[index[column]];

    private static List<TableRow> ReadRows(CsvReader reader, TableMap map, int width)
    {
        var rows = new List<TableRow>();
        while (reader.Read())
        {
            var cells = reader.Current.ToArray();
            if (Array.TrueForAll(cells, c => c.Length == 0))
                continue;
            if (cells.Length != width)
                throw Unreadable(map, (int)reader.LineNumber, $"the row has {cells.Length} cells, the header {width}");
            rows.Add(new TableRow((int)reader.LineNumber, cells));
        }

        return rows;
    }

    private static LamellaException Unreadable(TableMap map, int line, string why) => new(
        ErrorCodes.TableUnreadable,
        $"'{map.File}' cannot be read as a table: line {line}: {why}.",
        "Mend the line, or say separator and encoding in the site's map.");
}
