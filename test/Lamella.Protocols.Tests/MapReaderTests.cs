using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.Protocols.Tests;

public sealed class MapReaderTests
{
    [Fact]
    public void A_valid_map_becomes_a_record()
    {
        var map = MapReader.Read("""
            tables:
              - {file: patients.csv, patient: Fallnummer, separator: ";", decimal: ",", encoding: windows-1252}
              - {file: more/split.csv, patient: pid}
            where: {centre: north, arm: [a, b]}
            columns: {age: Alter}
            codes: {grade: {1: G1, 2: G2}}
            missing: [n/a]
            split: {column: fold, train: train, test: [test, holdout]}
            slides: {file: slides.csv, slide: slide_id, patient: pid}
            bags: bags
            declaredContract: {encoderSha256: abc, micronsPerPixel: .5, tileSize: 224, preprocessing: imagenet, dimension: 1024}
            limit: {train: 20, positives: 5}
            """).Map!;

        Assert.Equal(new TableMap("patients.csv", "Fallnummer") { Separator = ';', Decimal = ',', Encoding = "windows-1252" }, map.Tables[0]);
        Assert.Equal(["a", "b"], map.Where["arm"]);
        Assert.Equal(["north"], map.Where["centre"]);
        Assert.Equal("Alter", map.Columns["age"]);
        Assert.Equal("G2", map.Codes["grade"]["2"]);
        Assert.Equal(["test", "holdout"], map.Split!.Test);
        Assert.Equal(new TrainingLimit(20, 5), map.Limit);
        Assert.True(map.DeclaredContract!.Declared);
    }

    [Fact]
    public void Every_fault_of_a_map_is_said_at_once()
    {
        var faults = MapReader.Read("""
            tables: [{file: ../other/patients.csv, patient: id, separator: "|"}]
            colums: {age: Alter}
            split: {column: fold, train: [a, b], test: [b]}
            limit: {train: 5, positives: 6}
            bags: /mnt/bags
            """).Faults;

        Assert.Equal(["tables[0].file", "tables[0].separator", "colums", "split.test", "limit.positives", "bags"], faults.Select(f => f.Path));
        Assert.Contains("Did you mean 'columns'?", faults[2].Wrong);
    }

    [Fact]
    public void A_map_lies_with_the_site_or_beside_the_study()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("data", "north"));
        Directory.CreateDirectory(folder.File("studies", "small"));
        File.WriteAllText(folder.File("data", "north", "map.yaml"), "tables: [{file: a.csv, patient: id}]");
        File.WriteAllText(folder.File("studies", "small", "south.map.yaml"), "tables: [{file: a.csv, patient: id}]");
        var study = folder.File("studies", "small.yaml");

        Assert.Equal((folder.File("data", "north", "map.yaml"), folder.File("data", "north")), SiteMapLocator.Find(study, "small", new SiteId("north"), folder.File("data")));
        Assert.Equal((folder.File("studies", "small", "south.map.yaml"), folder.File("data")), SiteMapLocator.Find(study, "small", new SiteId("south"), folder.File("data")));
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => SiteMapLocator.Find(study, "small", new SiteId("west"), folder.File("data"))).Code);
    }

    [Fact]
    public void A_bad_map_throws_with_its_code()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("map.yaml"), "tables: []");

        Assert.Equal(ErrorCodes.MapInvalid, Assert.Throws<LamellaException>(() => MapReader.ReadOrThrow(folder.File("map.yaml"))).Code);
    }
}
