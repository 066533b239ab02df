using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>
/// A site's tables joined by patient. The first table says which patients there are; a column is taken from the first table that has it. Rows that the
/// map's filter drops are gone before anything else is looked at.
/// </summary>
internal sealed class JoinedTables
{
    private readonly List<DelimitedTable> tables = [];
    private readonly SiteMap map;
    private readonly CohortProblems problems;
    private readonly List<Dictionary<string, List<TableRow>>> rowsOf = [];
    private readonly bool lacksOne;

    /// <summary>Reads and joins the tables; what is wrong is added to <paramref name="problems"/>, what is left out to <paramref name="notes"/>.</summary>
    public JoinedTables(string folder, SiteMap map, CohortProblems problems, List<string> notes)
    {
        (this.map, this.problems) = (map, problems);
        foreach (var entry in map.Tables)
        {
            if (Open(folder, entry) is { } table)
                tables.Add(table);
            else
                lacksOne = true;
        }

        // Without the patients nothing more can be found out.
        if (tables.Count == 0 || tables[0].Map != map.Tables[0])
            problems.ThrowIfAny();
        foreach (var column in map.Where.Keys.Order(StringComparer.Ordinal))
            Require(column, "the map's filter");
        foreach (var table in tables)
            rowsOf.Add(Group(table, notes));
        Patients = [.. rowsOf[0].Keys.Where(p => PassesFilter(p)).Order(StringComparer.Ordinal)];
        NoteJoin(notes);
    }

    /// <summary>Ids of the patients in ordinal order.</summary>
    public IReadOnlyList<string> Patients { get; }

    /// <summary>The table that <paramref name="column"/> is taken from; null, and said, where no table has it.</summary>
    public DelimitedTable? Require(string column, string why)
    {
        if (tables.Find(t => t.Has(column)) is { } table)
            return table;

        // It may stand in the table that cannot be read.
        if (lacksOne)
            return null;
        var all = tables.SelectMany(t => t.Columns).Distinct(StringComparer.Ordinal);
        problems.Add(
            ErrorCodes.ColumnUnknown,
            $"No table has the column '{column}' that {why} asks for.{Spelling.Suggest(column, all)}",
            "Map the variable to a column in the site's map (columns: {variable: column}).");
        return null;
    }

    /// <summary>Distinct cells of a patient in a column, missing ones left out, each with the line it stands on.</summary>
    public IReadOnlyList<(string Cell, int Line)> Cells(DelimitedTable table, string patient, string column, Func<string, bool> isMissing)
    {
        var found = new List<(string Cell, int Line)>();
        foreach (var row in rowsOf[tables.IndexOf(table)].GetValueOrDefault(patient) ?? [])
        {
            var cell = table.Cell(row, column);
            if (!isMissing(cell) && !found.Exists(f => f.Cell == cell))
                found.Add((cell, row.Line));
        }

        return found;
    }

    /// <summary>True for an empty cell or one that the map says is missing.</summary>
    public bool IsMissing(string cell) => cell.Length == 0 || map.Missing.Contains(cell);

    private DelimitedTable? Open(string folder, TableMap entry)
    {
        var faults = new List<LamellaException>();
        var table = DelimitedTable.Read(folder, entry, faults);
        faults.ForEach(problems.Add);
        if (table?.Has(entry.Patient) is not false)
            return table;
        problems.Add(ErrorCodes.ColumnUnknown, $"'{entry.File}' has no column '{entry.Patient}'.{Spelling.Suggest(entry.Patient, table.Columns)}", "Name the patient's column in the site's map.");
        return null;
    }

    private Dictionary<string, List<TableRow>> Group(DelimitedTable table, List<string> notes)
    {
        var grouped = new Dictionary<string, List<TableRow>>(StringComparer.Ordinal);
        var nameless = 0;
        foreach (var row in table.Rows)
        {
            var patient = table.Cell(row, table.Map.Patient);
            if (patient.Length == 0)
                nameless++;
            else if (Passes(table, row))
                (grouped.TryGetValue(patient, out var rows) ? rows : grouped[patient] = []).Add(row);
            else
                grouped.TryAdd(patient, []);
        }

        if (nameless > 0)
            notes.Add($"{nameless} rows of {table.Map.File} name no patient and are left out.");
        return grouped;
    }

    private bool Passes(DelimitedTable table, TableRow row) =>
        map.Where.All(filter => tables.Find(t => t.Has(filter.Key)) != table || filter.Value.Contains(table.Cell(row, filter.Key)));

    /// <summary>A patient stays when a row is left in the first table and in every table that the filter looks at.</summary>
    private bool PassesFilter(string patient) => tables
        .Select((t, i) => (t, i))
        .Where(x => x.i == 0 || map.Where.Keys.Any(c => tables.Find(t => t.Has(c)) == x.t))
        .All(x => rowsOf[x.i].GetValueOrDefault(patient) is { Count: > 0 });

    private void NoteJoin(List<string> notes)
    {
        for (var i = 1; i < tables.Count; i++)
        {
            var (first, other) = (rowsOf[0].Keys, rowsOf[i]);
            if (first.Count(p => !other.ContainsKey(p)) is var absent and > 0)
                notes.Add($"{absent} patients of {tables[0].Map.File} are not in {tables[i].Map.File}.");
            if (other.Keys.Count(p => !rowsOf[0].ContainsKey(p)) is var extra and > 0)
                notes.Add($"{extra} patients of {tables[i].Map.File} are not in {tables[0].Map.File} and are left out.");
        }

        if (!map.Where.IsEmpty)
            notes.Add($"The map's filter keeps {Patients.Count} of {rowsOf[0].Count} patients.");
    }
}
