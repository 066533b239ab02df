using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lamella.Bench.Measuring;

/// <summary>Rows as JSON for machines and as a table for people.</summary>
internal static class RowWriter
{
    private static readonly JsonSerializerOptions Json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an array of rows; the file is whole or as it was before.</summary>
    public static void WriteJson(string path, IReadOnlyList<BenchmarkRow> rows)
    {
        var unfinished = path + ".tmp";
        using (var file = File.Create(unfinished))
        {
            JsonSerializer.Serialize(file, rows, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Reads what <see cref="WriteJson"/> wrote.</summary>
    public static IReadOnlyList<BenchmarkRow> ReadJson(string path) => JsonSerializer.Deserialize<BenchmarkRow[]>(File.ReadAllText(path), Json)!;

    /// <summary>A table with a line for each row, columns aligned.</summary>
    public static string Table(IReadOnlyList<BenchmarkRow> rows)
    {
        string[][] cells =
        [
            ["figure", "value", "unit", "limit", "ratio", "target", "met"],
            .. rows.Select(r => new[] { r.Name, Number(r.Value), r.Unit, Number(r.Limit), Number(r.Ratio), Number(r.Target), r.Target is null ? "" : r.Met ? "yes" : "NO" }),
        ];
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        return string.Concat(cells.Select(row => string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd() + "\n"));
    }

    private static string Number(double? value) => value is { } v ? v.ToString(Math.Abs(v) >= 100 ? "F0" : "G3", CultureInfo.InvariantCulture) : "";
}
