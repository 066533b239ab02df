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
        index = columns.Select((name, i) => (name, i)).DistinctBy(c => c.name).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
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
        var faults = new List<LamellaException>();
        var table = Read(folder, map, faults);
        return faults.Count == 0 ? table! : throw faults[0];
    }

    /// <summary>Reads as much of a table as can be read, so that everything that is wrong with it can be said at once.</summary>
    /// <param name="folder">The site's data folder.</param>
    /// <param name="map">File and how it is written.</param>
    /// <param name="faults">What is wrong is added here; a table with faults is for finding others and for nothing else.</param>
    /// <returns>The table; null where there is none.</returns>
    internal static DelimitedTable? Read(string folder, TableMap map, List<LamellaException> faults)
    {
        try
        {
            return Parse(TableText.Read(Path.Combine(folder, map.File), map), map, faults);
        }
        catch (LamellaException fault)
        {
            faults.Add(fault);
            return null;
        }
    }

    private static DelimitedTable? Parse(string text, TableMap map, List<LamellaException> faults)
    {
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
        string[]? columns = null;
        var rows = new List<TableRow>();
        var uneven = new List<TableRow>();
        try
        {
            using var reader = CsvReader.FromText(text, options);
            if (!reader.Read())
                throw Unreadable(map, 1, "the file is empty");
            columns = reader.Current.ToArray();
            foreach (var twice in columns.GroupBy(c => c, StringComparer.Ordinal).Where(g => g.Count() > 1))
                faults.Add(Unreadable(map, (int)reader.LineNumber, $"column '{twice.Key}' stands there twice"));
            ReadRows(reader, columns.Length, rows, uneven);
        }
        catch (CsvFormatException e)
        {
            faults.Add(Unreadable(map, (int)e.LineNumber, "a quote stands inside a cell or is never closed"));
        }

        if (uneven.Count > 0)
            faults.Add(Unreadable(map, uneven[0].Line, $"the row has {uneven[0].Cells.Count} cells, the header {columns!.Length}{(uneven.Count > 1 ? $"; so have {uneven.Count - 1} more, lines {string.Join(", ", uneven.Skip(1).Take(5).Select(r => r.Line))}" : "")}"));
        return columns is null ? null : new DelimitedTable(map, columns, rows);
    }

    /// <summary>True when the table has the column.</summary>
    public bool Has(string column) => index.ContainsKey(column);

    /// <summary>Text of a cell, trimmed.</summary>
    public string Cell(TableRow row, string column) => row.Cells[index[column]];

    private static void ReadRows(CsvReader reader, int width, List<TableRow> rows, List<TableRow> uneven)
    {
        while (reader.Read())
        {
            var cells = reader.Current.ToArray();
            if (Array.TrueForAll(cells, c => c.Length == 0))
                continue;
            (cells.Length == width ? rows : uneven).Add(new TableRow((int)reader.LineNumber, cells));
        }
    }

    private static LamellaException Unreadable(TableMap map, int line, string why) => new(
        ErrorCodes.TableUnreadable,
        $"'{map.File}' cannot be read as a table: line {line}: {why}.",
        "Mend the line, or say separator and encoding in the site's map.");
}
