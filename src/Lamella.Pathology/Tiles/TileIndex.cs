using System.Globalization;
using Lamella.Federation;

namespace Lamella.Pathology.Tiles;

/// <summary>A table of tiles: which file is whose, and where it lies.</summary>
public sealed class TileIndex
{
    private TileIndex(IReadOnlyList<PatientTiles> patients, TileIndexOptions options, int leftOut) =>
        (Patients, Options, RowsLeftOut) = (patients, options, leftOut);

    /// <summary>Patients in ordinal order.</summary>
    public IReadOnlyList<PatientTiles> Patients { get; }

    /// <summary>How it was read.</summary>
    public TileIndexOptions Options { get; }

    /// <summary>Rows that the filter left out.</summary>
    public int RowsLeftOut { get; }

    /// <summary>Reads an index: delimited text with a header, separated by comma, semicolon or tab.</summary>
    /// <exception cref="LamellaException">
    /// The file is missing or unreadable, a column is missing, a cell is not what it should be (with its line), a carried value differs within a
    /// patient, or no row is left.
    /// </exception>
    public static TileIndex Read(string path, TileIndexOptions? options = null)
    {
        options ??= new TileIndexOptions();
        using var table = new IndexTable(path);
        var columns = new Columns(table, options);
        var patients = new SortedDictionary<string, (List<TileRecord> Tiles, string[] Carried)>(StringComparer.Ordinal);
        var leftOut = 0;
        while (table.Next())
        {
            if (columns.Where.Any(filter => table[filter.Column] != filter.Value))
            {
                leftOut++;
                continue;
            }

            var patient = table[columns.Patient] is { Length: > 0 } id ? id : throw table.Fault($"has no value in '{options.PatientColumn}'");
            var carried = Array.ConvertAll(columns.Carry, column => table[column]);
            if (!patients.TryGetValue(patient, out var entry))
                patients[patient] = entry = ([], carried);
            else if (!entry.Carried.SequenceEqual(carried))
                throw new LamellaException(ErrorCodes.PatientContradicts, $"'{path}' line {table.Line}: patient {patient} has '{string.Join(", ", carried)}' here and '{string.Join(", ", entry.Carried)}' before.", "A carried column has one value per patient: correct the index or do not carry the column.");
            entry.Tiles.Add(columns.Tile(table));
        }

        if (patients.Count == 0)
            throw new LamellaException(ErrorCodes.CohortEmpty, $"'{path}' has no tile left{(leftOut > 0 ? $": the filter left out all {leftOut} rows" : "")}.", "Check the file and the filter.");
        return new TileIndex([.. patients.Select(patient => new PatientTiles(patient.Key, patient.Value.Tiles, patient.Value.Carried))], options, leftOut);
    }

    /// <summary>Column numbers, looked up once.</summary>
    private sealed class Columns(IndexTable table, TileIndexOptions options)
    {
        private readonly int file = table.Require(options.FileColumn);
        private readonly int label = options.LabelColumn is { } name ? table.Require(name) : -1;

        // x and y come together or not at all.
        private readonly int x = table.Find(options.XColumn) >= 0 || table.Find(options.YColumn) >= 0 ? table.Require(options.XColumn) : -1;
        private readonly int y = table.Find(options.XColumn) >= 0 || table.Find(options.YColumn) >= 0 ? table.Require(options.YColumn) : -1;

        public int Patient { get; } = table.Require(options.PatientColumn);

        public int[] Carry { get; } = [.. options.Carry.Select(table.Require)];

        public (int Column, string Value)[] Where { get; } = [.. options.Where.Select(pair => (table.Require(pair.Key), pair.Value))];

        public TileRecord Tile(IndexTable row)
        {
            var name = row[file] is { Length: > 0 } given ? given : throw row.Fault($"has no value in '{options.FileColumn}'");
            return new TileRecord(name, x < 0 ? null : Pixel(row, x, options.XColumn), y < 0 ? null : Pixel(row, y, options.YColumn), label < 0 ? null : Truth(row));
        }

        private static int Pixel(IndexTable row, int column, string name) =>
            double.TryParse(row[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= int.MaxValue
                ? (int)Math.Round(value)
                : throw row.Fault($"has '{row[column]}' in '{name}', which is no pixel position");

        private byte Truth(IndexTable row) =>
            byte.TryParse(row[label], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw row.Fault($"has '{row[label]}' in '{options.LabelColumn}', which is no whole number from 0 to 255");
    }
}
