using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation.Studies;
using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Simulation.Results;

/// <summary>
/// Predictions as text: UTF-8, comma, quotes as in RFC 4180, numbers in shortest round-trip form. Columns id, site, split, arm, seed,
/// outcome, then time (survival only), then score, or score_{class} for each class of a multiclass task. The strategy stands in the file's name.
/// </summary>
public static class PredictionsCsv
{
    /// <summary>Folder of the predictions in the output folder.</summary>
    public const string FolderName = "predictions";

    private const string ScoreColumn = "score";
    private static readonly ImmutableArray<string> Leading = ["id", "site", "split", "arm", "seed", "outcome"];

    /// <summary>
    /// Name of the file: <c>{arm}[-{strategy}]-seed{seed}.csv</c>. Characters other than a-z, A-Z, 0-9, '.', '_' and '-' become '-'; where that
    /// changed the strategy's name, eight digits of its hash keep two names apart.
    /// </summary>
    public static string FileName(string arm, string? strategy, ulong seed) =>
        strategy is null ? $"{Plain(arm)}-seed{seed}.csv" : $"{Plain(arm)}-{PlainUnique(strategy)}-seed{seed}.csv";

    /// <summary>Writes the table into <paramref name="folder"/> under its name, whole or not at all; returns the path.</summary>
    public static string Write(string folder, PredictionTable table, TaskSpec task)
    {
        var path = Path.Combine(folder, FileName(table.Arm, table.Strategy, table.Seed));
        var survival = task is SurvivalTask;
        IEnumerable<string> scores = task is MulticlassTask several ? several.Classes.Select(c => $"{ScoreColumn}_{c}") : [ScoreColumn];
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(Line([.. Leading, .. survival ? ["time"] : Array.Empty<string>(), .. scores]));
            foreach (var row in table.Rows)
            {
                IEnumerable<string> time = survival ? [Number(row.Time ?? float.NaN)] : [];
                string[] leading = [row.Id, row.Site.Value, row.Split, table.Arm, table.Seed.ToString(CultureInfo.InvariantCulture), Number(row.Outcome)];
                writer.WriteLine(Line([.. leading, .. time, .. row.Scores.Select(Number)]));
            }
        });
        return path;
    }

    /// <summary>
    /// Reads a file that <see cref="Write"/> wrote. Faults: <see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.ResultsUnreadable"/>
    /// naming the line.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="strategy">The strategy of a federated arm, which the columns do not tell.</param>
    public static PredictionTable Read(string path, string? strategy = null)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"{path} does not exist.", "Name the output folder of a study that has run.");
        var records = CsvRecords.Parse(File.ReadAllText(path));
        if (records.Count == 0 || !records[0].Take(Leading.Length).SequenceEqual(Leading))
            throw Unreadable(path, 1, $"the columns must begin with {string.Join(",", Leading)}");
        var header = records[0];
        var hasTime = header.Contains("time");
        var firstScore = Leading.Length + (hasTime ? 1 : 0);
        var rows = ImmutableArray.CreateBuilder<PredictionRow>(records.Count - 1);
        for (var i = 1; i < records.Count; i++)
        {
            var r = records[i];
            if (r.Length != header.Length || !SiteId.IsValid(r[1]))
                throw Unreadable(path, i + 1, $"expected {header.Length} fields and a site id, found {r.Length} fields");
            float Field(int column) => float.TryParse(r[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Unreadable(path, i + 1, $"'{r[column]}' in column {header[column]} is not a number");
            var scores = ImmutableArray.CreateBuilder<float>(header.Length - firstScore);
            for (var column = firstScore; column < header.Length; column++)
                scores.Add(Field(column));
            rows.Add(new PredictionRow(r[0], new SiteId(r[1]), r[2], Field(5), hasTime ? Field(6) : null, scores.ToImmutable()));
        }

        if (records.Count < 2)
            throw Unreadable(path, 1, "there are no rows");
        return ulong.TryParse(records[1][4], NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? new PredictionTable(records[1][3], strategy, seed, rows.ToImmutable())
            : throw Unreadable(path, 2, $"'{records[1][4]}' is not a seed");
    }

    private static LamellaException Unreadable(string path, int line, string what) =>
        new(ErrorCodes.ResultsUnreadable, $"{path}, record {line}: {what}.", "Run the study again into an empty folder, or restore the file.");

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote));

    private static string Quote(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));

    private static string PlainUnique(string name)
    {
        var plain = Plain(name);
        return plain == name ? name : $"{plain}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8]}";
    }
}
