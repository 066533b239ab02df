using System.Text;
using System.Text.RegularExpressions;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>A hospital's table as its system exports it, by the real programs.</summary>
public partial class OwnDataTests
{
    [Fact]
    public async Task A_table_with_its_own_columns_codes_and_commas_reaches_finished_rounds_with_the_bytes_of_the_plain_one()
    {
        using var hospitals = new GermanTable();
        await using var consortium = new DeployedConsortium(hospitals.StudyFile, hospitals.Data);
        await consortium.BeginAsync();
        var models = await consortium.FetchAsync();
        Assert.Single(models);

        await using var plain = new DeployedConsortium(hospitals.StudyFile, hospitals.Plain);
        Assert.Equal(await plain.SimulateAsync(), models);

        // What rests on a patient, and nothing on somebody who only tested.
        var touched = await DeployedConsortium.DoAsync("ledger", "show", consortium.PlaceOf("north"), "--touched-by", "050001");
        Assert.Contains("On that patient rest 3 updates of this hospital's and 3 models of 1 run.", touched, StringComparison.Ordinal);
        Assert.Contains("No update of this hospital's rests on that patient.", await DeployedConsortium.DoAsync("ledger", "show", consortium.PlaceOf("north"), "--touched-by", "050003"), StringComparison.Ordinal);
        Assert.DoesNotContain("050001", await DeployedConsortium.DoAsync("ledger", "show", consortium.PlaceOf("north"), "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_common_faults_of_a_table_and_its_map_are_ten_messages_of_one_check()
    {
        using var hospitals = new GermanTable();
        await using var consortium = new DeployedConsortium(hospitals.StudyFile, hospitals.Data);
        await consortium.ProposeAsync();
        var home = consortium.PlaceOf("north");
        await consortium.HearOfStudyAsync("north");
        OpenPolicy.Write(Path.Combine(home, "policy.yaml"));

        var lines = File.ReadAllLines(hospitals.PathOf("export.csv"), CodePagesEncodingProvider.Instance.GetEncoding(1252)!);
        lines[0] = lines[0].Replace("Ki-67 %", "Alter", StringComparison.Ordinal);
        lines[2] += ";noch etwas";
        lines[3] = lines[3].Replace(";nein;", ";vielleicht;", StringComparison.Ordinal).Replace(";ja;", ";vielleicht;", StringComparison.Ordinal);
        lines[4] = Regex.Replace(lines[4], "^([^;]*);[^;]*;", "$1;ca. 60;");
        lines[5] = Regex.Replace(lines[5], "^([^;]*);([^;]*);[^;]*;", "$1;$2;IV;");
        var older = Regex.Replace(lines[6], "^([^;]*);[^;]*;", "$1;99,5;");
        var other = lines[9].Contains("Lernen", StringComparison.Ordinal) ? lines[9].Replace("Lernen", "Prüfen", StringComparison.Ordinal) : lines[9].Replace("Prüfen", "Lernen", StringComparison.Ordinal);
        File.WriteAllLines(hospitals.PathOf("broken.csv"), [.. lines, older, other], CodePagesEncodingProvider.Instance.GetEncoding(1252)!);
        File.WriteAllText(hospitals.PathOf("broken.yaml"), GermanTable.Map
            .Replace("age: Alter", "aeg: Alter, age: Alter", StringComparison.Ordinal)
            .Replace("3: G3", "3: III", StringComparison.Ordinal));

        await DeployedConsortium.DoAsync("site", "cohort", "add", home, "all", "--map", hospitals.PathOf("broken.yaml"), "--table", hospitals.PathOf("broken.csv"));
        var (exit, output, errors) = await LamellaProcess.RunAsAsync([], "site", "check", home, "small", "--cohort", "all");
        Assert.Equal(1, exit);
        Assert.Empty(errors);
        var found = Problem().Matches(output).Select(m => m.Value.Trim()).ToList();
        Assert.True(found.Count == 10, output);
        string[] words =
        [
            "LML1003: the map names the variable 'aeg'", "LML1003: the map turns '3' of variable 'grade' into 'III'", "column 'Alter' stands there twice", "line 3: the row has 7 cells, the header 6",
            "No table has the column 'Ki-67 %'", "variable 'age' (column 'Alter' of", "'ca. 60' once", "'vielleicht' once", "'IV' once", "different values for the same patient, once",
            "1 patients stand in train and in test",
        ];
        foreach (var word in words)
            Assert.Contains(found, f => f.Contains(word, StringComparison.Ordinal));
        Assert.Contains("The coordinator is told: LML1003, and no numbers.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("0500", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s+LML[0-9]{4}: .*$", RegexOptions.Multiline)]
    private static partial Regex Problem();
}
