using CsvHelper;
using Lamella.Federation;

namespace Lamella.Pathology.Tiles;

/// <summary>A delimited file (comma, semicolon or tab), read row by row; faults name the line.</summary>
internal sealed class IndexTable : IDisposable
{
    private readonly string path;
    private readonly CsvReader reader;
    private readonly string[] header;

    public IndexTable(string path, bool hasHeader = true)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"the table '{path}' does not exist.", "Check the path.");
        this.path = path;
        var first = File.ReadLines(path).FirstOrDefault() ?? "";
        reader = CsvReader.FromFile(path, CsvReaderOptions.Default with
        {
            Separator = new[] { ',', ';', '\t' }.MaxBy(separator => first.Count(character => character == separator)),
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        header = [];
        if (!hasHeader)
            return;
        if (!Next())
            throw new LamellaException(ErrorCodes.TableUnreadable, $"'{path}' is empty.", "A header and at least one row are needed.");
        header = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
    }

    public long Line => reader.LineNumber;

    public int Cells => reader.FieldCount;

    public string this[int column] => reader.GetString(column);

    public int Find(string column) => Array.IndexOf(header, column);

    public int Require(string column) =>
        Find(column) is >= 0 and var at
            ? at
            : throw new LamellaException(ErrorCodes.ColumnUnknown, $"'{path}' has no column '{column}'.", $"It has: {string.Join(", ", header)}.");

    public bool Next()
    {
        try
        {
            if (!reader.Read())
                return false;
        }
        catch (CsvFormatException fault)
        {
            throw new LamellaException(ErrorCodes.TableUnreadable, $"'{path}' line {fault.LineNumber} is not delimited text.", "Check quotes and separators.", fault);
        }

        if (header is { Length: > 0 } && reader.FieldCount != header.Length)
            throw Fault($"has {reader.FieldCount} cells, the header {header.Length}");
        return true;
    }

    public LamellaException Fault(string what) => new(ErrorCodes.TableUnreadable, $"'{path}' line {Line} {what}.", "Correct the line.");

    public void Dispose() => reader.Dispose();
}
