using System.Globalization;
using System.Text;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Bags.Making;

/// <summary>
/// <c>patients.csv</c> beside the bags: <c>patient</c>, <c>tiles</c> (rows of the bag), carried columns, and where an outcome was asked for
/// <c>positive_share</c> and <c>outcome</c> (1 or 0).
/// </summary>
internal static class PatientTable
{
    public const string FileName = "patients.csv";

    public sealed record Row(string Patient, int Tiles, IReadOnlyList<(string Column, string Value)> Carried, double? PositiveShare, int? Outcome);

    public static string Write(string folder, IEnumerable<Row> rows)
    {
        var all = rows.ToArray();
        var text = new StringBuilder();
        if (all.Length > 0)
            Line(text, Cells(all[0], (column, _) => column));
        foreach (var row in all)
            Line(text, Cells(row, (_, value) => value));
        var path = Path.Combine(folder, FileName);
        AtomicFile.WriteText(path, text.ToString());
        return path;
    }

    private static IEnumerable<string> Cells(Row row, Func<string, string, string> pick)
    {
        yield return pick("patient", row.Patient);
        yield return pick("tiles", row.Tiles.ToString(CultureInfo.InvariantCulture));
        foreach (var (column, value) in row.Carried)
            yield return pick(column, value);
        if (row.PositiveShare is { } share)
            yield return pick("positive_share", share.ToString("R", CultureInfo.InvariantCulture));
        if (row.Outcome is { } outcome)
            yield return pick("outcome", outcome.ToString(CultureInfo.InvariantCulture));
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quote)).Append('\n');

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
