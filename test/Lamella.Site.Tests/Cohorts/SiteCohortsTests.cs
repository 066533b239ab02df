using Lamella.Federation;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Testing;

namespace Lamella.Site.Tests.Cohorts;

public sealed class SiteCohortsTests : IDisposable
{
    private const string Study = "1111111111111111111111111111111111111111111111111111111111111111";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder home = new();
    private readonly SiteFolder folder;
    private readonly SiteCohorts cohorts;

    public SiteCohortsTests()
    {
        folder = new SiteFolder(home.File("site"));
        cohorts = new SiteCohorts(folder.Cohorts);
        Write("table.csv", "id;age\n007;61\n008;55\n");
        Write("map.yaml", "tables:\n  - {file: table.csv, patient: id}\nbags: bags\n");
        Write("bags/007.h5", "one");
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public void A_cohort_is_kept_with_paths_in_full_and_its_map_as_it_was()
    {
        Add();
        Write("map.yaml", "nothing that is a map");
        var map = cohorts.Require("all").ToMap();
        Assert.Equal((home.File("table.csv"), home.File("bags")), (map.Tables[0].File, map.Bags));
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_data_wherever_they_lie()
    {
        var before = CohortFingerprint.Of(Add());
        Directory.CreateDirectory(home.File("moved"));
        foreach (var name in new[] { "table.csv", "map.yaml", "bags" })
            Directory.Move(home.File(name), home.File("moved/" + name));
        Assert.Equal(ErrorCodes.CohortChanged, Assert.Throws<LamellaException>(() => CohortFingerprint.Of(cohorts.Require("all"))).Code);
        Assert.Equal(before, CohortFingerprint.Of(cohorts.Add("all", home.File("moved/map.yaml"), home.File("moved"), null, null, Now)));
    }

    [Theory]
    [InlineData("table.csv", "id;age\n007;62\n008;55\n")]
    [InlineData("bags/009.h5", "another")]
    [InlineData("bags/007.h5", "longer")]
    public void What_an_approval_was_not_given_for_is_not_worked_with(string file, string content)
    {
        Add();
        var bindings = new StudyCohorts(folder);
        bindings.Bind(Study, "all");
        Assert.Equal("all", bindings.Of(Study).Name);
        Write(file, content);
        Assert.Equal(ErrorCodes.CohortChanged, Assert.Throws<LamellaException>(() => bindings.Of(Study)).Code);
        bindings.Bind(Study, "all");
        Assert.Equal("all", bindings.Of(Study).Name);
    }

    [Fact]
    public void Two_hospitals_with_the_same_files_have_fingerprints_that_nobody_can_compare()
    {
        var other = new SiteCohorts(home.File("other"));
        Assert.NotEqual(CohortFingerprint.Of(Add()), CohortFingerprint.Of(other.Add("all", home.File("map.yaml"), home.FullName, null, null, Now)));
    }

    [Fact]
    public void A_patient_who_is_left_out_changes_what_is_read_and_not_what_was_approved()
    {
        var before = Add();
        var bindings = new StudyCohorts(folder);
        bindings.Bind(Study, "all");
        cohorts.Exclude("all", new CohortExclusion("007", "Dr North", "consent withdrawn", Now));
        var after = bindings.Of(Study);
        Assert.Equal(["007"], after.ToMap().Without);
        Assert.NotEqual(CohortFingerprint.OfData(before), CohortFingerprint.OfData(after));
        Assert.Equal(["007"], Add().ToMap().Without);
    }

    [Theory]
    [InlineData("7", "No patient")]
    [InlineData("008", "left out already, by Dr North")]
    public void An_id_that_no_row_has_or_that_is_out_already_is_told(string patient, string words)
    {
        Add();
        cohorts.Exclude("all", new CohortExclusion("008", "Dr North", "consent withdrawn", Now));
        var fault = Assert.Throws<LamellaException>(() => cohorts.Exclude("all", new CohortExclusion(patient, "Dr South", "", Now)));
        Assert.Contains(words, fault.Fault, StringComparison.Ordinal);
        Assert.Single(cohorts.Require("all").Exclusions);
    }

    [Fact]
    public void Table_and_store_of_the_command_take_the_place_of_the_maps()
    {
        Write("elsewhere.csv", "id;age\n001;1\n");
        Write("store/contract.json", "{}");
        var map = cohorts.Add("all", home.File("map.yaml"), home.FullName, home.File("elsewhere.csv"), home.File("bags"), Now).ToMap();
        Assert.Equal((home.File("elsewhere.csv"), home.File("bags")), (map.Tables[0].File, map.Bags));
        Write("store/slides.csv", "slide,patient\n");
        Directory.CreateDirectory(home.File("store/bags"));
        map = cohorts.Add("all", home.File("map.yaml"), home.FullName, null, home.File("store"), Now).ToMap();
        Assert.Equal((home.File("store/bags"), home.File("store/slides.csv")), (map.Bags, map.Slides!.File));
    }

    [Fact]
    public void Two_who_leave_out_patients_at_once_are_told_and_nobody_is_lost()
    {
        Add();
        using (new FileStream(Path.Combine(folder.Cohorts, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(ErrorCodes.RequestRefused, Assert.Throws<LamellaException>(() => cohorts.Exclude("all", new CohortExclusion("007", "Dr North", "", Now))).Code);
        cohorts.Exclude("all", new CohortExclusion("007", "Dr North", "", Now));
        cohorts.Exclude("all", new CohortExclusion("008", "Dr North", "", Now));
        Assert.Equal(2, cohorts.Require("all").Exclusions.Length);
        Assert.Empty(cohorts.With("007"));
    }

    [Theory]
    [InlineData("../identity/key")]
    [InlineData("All patients")]
    [InlineData("")]
    public void A_name_is_no_path(string name) =>
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => cohorts.Find(name)).Code);

    [Fact]
    public void A_cohort_that_is_not_there_is_asked_for_by_its_nearest_name()
    {
        Add();
        Assert.Contains("all", Assert.Throws<LamellaException>(() => cohorts.Require("al")).Fault, StringComparison.Ordinal);
    }

    private SiteCohort Add() => cohorts.Add("all", home.File("map.yaml"), home.FullName, null, null, Now);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(home.File(name))!);
        File.WriteAllText(home.File(name), text);
    }
}
