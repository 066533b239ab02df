using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>A variable of the study in a site's tables: finds its column, turns the site's codes into the study's, and reads values.</summary>
internal sealed class VariableColumn
{
    private const int LongestShown = 40;

    private readonly JoinedTables joined;
    private readonly Variable variable;
    private readonly DelimitedTable? table;
    private readonly string column;
    private readonly IReadOnlyDictionary<string, string> codes;
    private readonly char mark;
    private readonly Dictionary<string, int> refused = new(StringComparer.Ordinal);
    private readonly List<int> contradictions = [];

    /// <summary>Finds the column; where there is none, that is added to the problems.</summary>
    public VariableColumn(JoinedTables joined, SiteMap map, Variable variable)
    {
        (this.joined, this.variable) = (joined, variable);
        column = map.Columns.GetValueOrDefault(variable.Name, variable.Name);
        codes = map.Codes.GetValueOrDefault(variable.Name) ?? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;
        table = joined.Require(column, $"variable '{variable.Name}'");
        mark = table is not null && variable.Type == VariableType.Number ? table.Map.Decimal ?? DecimalMark.Of(table, column) : '.';
    }

    /// <summary>The patient's number, or the index of the code; NaN where missing.</summary>
    public double Read(string patient)
    {
        if (table is null)
            return double.NaN;
        var cells = joined.Cells(table, patient, column, IsMissing);
        if (cells.Count == 0)
            return double.NaN;
        var values = cells.Select(c => Parse(c.Cell)).Distinct().ToList();
        if (values.Count > 1)
            contradictions.Add(cells[1].Line);
        return values[0];
    }

    /// <summary>Says, once for the whole column, which values fit nothing and which patients contradict themselves.</summary>
    public void Report(CohortProblems problems)
    {
        var place = table is null ? "" : $"variable '{variable.Name}' (column '{column}' of {table.Map.File})";
        if (refused.Count > 0)
        {
            var values = refused.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Take(10).Select(r => $"'{Shown(r.Key)}' {(r.Value == 1 ? "once" : $"{r.Value} times")}");
            var more = refused.Count > 10 ? $" and {refused.Count - 10} more values" : "";
            var allowed = variable.Type == VariableType.Code ? string.Join(", ", variable.Codes) : $"numbers with decimal '{mark}'";
            problems.Add(
                ErrorCodes.CodeUnknown,
                $"{place} holds {string.Join(", ", values)}{more}; allowed: {allowed}, an empty cell{(variable.Missing.Length > 0 ? ", " + string.Join(", ", variable.Missing) : "")}.",
                variable.Type == VariableType.Code
                    ? "Translate the site's codes in its map (codes: {variable: {own: study's}}), or list them under missing."
                    : "Say the table's decimal mark in the site's map (decimal), or list words that mean 'not known' under missing.");
        }

        if (contradictions.Count > 0)
        {
            problems.Add(
                ErrorCodes.PatientContradicts,
                $"{place} has different values for the same patient, {(contradictions.Count == 1 ? "once" : $"{contradictions.Count} times")}; first on line{(contradictions.Count > 1 ? "s" : "")} {string.Join(", ", contradictions.Take(5))}.",
                "Keep one row per patient, or make the rows agree.");
        }
    }

    /// <summary>A cell as a message can show it: its beginning, without what steers a terminal.</summary>
    private static string Shown(string cell)
    {
        var plain = string.Concat(cell.Take(LongestShown).Select(c => char.IsControl(c) ? '?' : c));
        return cell.Length > LongestShown ? plain + "\u2026" : plain;
    }

    private bool IsMissing(string cell) => joined.IsMissing(cell) || variable.Missing.Contains(cell);

    private double Parse(string cell)
    {
        var value = variable.Type == VariableType.Code ? variable.Codes.IndexOf(codes.GetValueOrDefault(cell, cell)) : DecimalMark.Parse(cell, mark);
        // A number must be one for the engine too, which computes in float32.
        if (variable.Type == VariableType.Code ? value >= 0 : float.IsFinite((float)value))
            return value;
        refused[cell] = refused.GetValueOrDefault(cell) + 1;
        return double.NaN;
    }
}
