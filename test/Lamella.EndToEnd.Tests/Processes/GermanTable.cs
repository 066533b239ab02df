using System.Globalization;
using System.Text;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>Three hospitals; the table of one is a Windows-1252 export with semicolons, decimal commas, and columns and codes of its own.</summary>
internal sealed class GermanTable : IDisposable
{
    public const string Map = """
        tables: [{file: export.csv, patient: Fallnummer}]
        columns: {age: Alter, grade: Grad (Elston), ki67: Ki-67 %, response: "Rückbildung"}
        codes: {grade: {1: G1, 2: G2, 3: G3}, response: {nein: "no", ja: "yes"}}
        missing: [k.A.]
        split: {column: Gruppe, train: Lernen, test: Prüfen}
        """;

    private readonly TemporaryFolder folder = new();

    public GermanTable()
    {
        foreach (var (site, count) in new[] { ("north", 36), ("south", 30), ("west", 24) })
        {
            Directory.CreateDirectory(folder.File("data", site));
            Directory.CreateDirectory(folder.File("plain", site));
            WritePlain(folder.File("plain", site), site, count);
            if (site != "north")
                WritePlain(folder.File("data", site), site, count);
        }

        File.WriteAllText(PathOf("map.yaml"), Map);
        Export(PathOf("export.csv"), Rows("north", 36).Select(Line));
        File.WriteAllText(StudyFile, """
            study: small
            title: Three hospitals with tables of their own
            seeds: [1]
            sites: [{id: north}, {id: south}, {id: west}]
            dictionary:
              - {name: age, meaning: age at diagnosis, type: number, unit: years, knownAt: diagnosis}
              - {name: ki67, meaning: share of positive nuclei, type: number, unit: percent, knownAt: diagnosis}
              - {name: grade, meaning: histological grade, type: code, codes: [G1, G2, G3], knownAt: diagnosis}
              - {name: response, meaning: response to therapy, type: code, codes: ["no", "yes"], knownAt: later}
            task: {kind: binary, outcome: response, positive: "yes"}
            inputs: {clinical: [age, ki67, grade], standardise: federated}
            split: {kind: column}
            model: {head: logistic}
            training: {rounds: 2, roundSteps: 5, batch: 8, optimiser: {kind: sgd, learningRate: 0.1}}
            strategies: [{kind: fedavg}]
            reporting: {bootstrap: 50}
            """);
    }

    /// <summary>A folder for each hospital.</summary>
    public string Data => folder.File("data");

    /// <summary>The same patients with the study's own columns and codes.</summary>
    public string Plain => folder.File("plain");

    public string StudyFile => folder.File("study.yaml");

    /// <summary>A file of the hospital with the German table.</summary>
    public string PathOf(string file) => folder.File("data", "north", file);

    /// <summary>Writes an export as the hospital's system does.</summary>
    public static void Export(string path, IEnumerable<string> lines) => File.WriteAllText(
        path, string.Join("\r\n", lines.Prepend("Fallnummer;Alter;Grad (Elston);Ki-67 %;Rückbildung;Gruppe")), CodePagesEncodingProvider.Instance.GetEncoding(1252)!);

    public void Dispose() => folder.Dispose();

    private static IEnumerable<Row> Rows(string site, int count) => Enumerable.Range(1, count).Select(i => new Row(
        $"{site.Length:00}{i:0000}", 38.5 + (i * 7 % 41), 1 + (i % 3), i % 9 == 0 ? null : 2.25 + (i * 13 % 80), (i * 5 % 7) > 3 ^ i % 4 == 0, i % 4 == 3));

    private static string Line(Row row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Id};{Comma(row.Age)};{row.Grade};{(row.Ki67 is { } ki67 ? Comma(ki67) : "k.A.")};{(row.Response ? "ja" : "nein")};{(row.Tests ? "Prüfen" : "Lernen")}");

    private static string Comma(double value) => value.ToString("0.0#", CultureInfo.InvariantCulture).Replace('.', ',');

    private static void WritePlain(string place, string site, int count)
    {
        File.WriteAllText(Path.Combine(place, "map.yaml"), "tables: [{file: table.csv, patient: id}]\nsplit: {column: part, train: train, test: test}\n");
        File.WriteAllLines(Path.Combine(place, "table.csv"), Rows(site, count).Select(r => string.Create(
            CultureInfo.InvariantCulture, $"{r.Id},{r.Age},G{r.Grade},{r.Ki67},{(r.Response ? "yes" : "no")},{(r.Tests ? "test" : "train")}")).Prepend("id,age,grade,ki67,response,part"));
    }

    private sealed record Row(string Id, double Age, int Grade, double? Ki67, bool Response, bool Tests);
}
