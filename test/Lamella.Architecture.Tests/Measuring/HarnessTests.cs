using System.Text.Json;
using Lamella.Bench.Measuring;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Measuring;

public sealed class HarnessTests
{
    private static readonly string[] Known = ["one", "two"];

    [Fact]
    public void Medians_are_the_middle_value_or_the_mean_of_the_two()
    {
        Assert.Equal(3, Alternated.Median([9, 1, 3]));
        Assert.Equal(2.5, Alternated.Median([4, 1, 9, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Alternated.Median([]));
    }

    [Fact]
    public void Runs_alternate_after_a_warm_up_of_each()
    {
        var order = "";
        var rates = Alternated.Measure(3, () => Step("o", 8), () => Step("l", 16));
        Assert.Equal("olololol", order);
        Assert.Equal(rates.Ours / rates.Limit, rates.Ratio);

        double Step(string name, double units)
        {
            order += name;
            return units;
        }
    }

    [Fact]
    public void A_share_of_the_limit_is_met_from_the_target_on()
    {
        Assert.True(BenchmarkRow.OfLimit("x", new(50, 100), "bags/s", 0.5).Met);
        Assert.False(BenchmarkRow.OfLimit("x", new(49, 100), "bags/s", 0.5).Met);
        Assert.True(BenchmarkRow.AtMost("x", 20, "s", 20).Met);
        Assert.False(BenchmarkRow.AtMost("x", 20.1, "s", 20).Met);
        Assert.False(BenchmarkRow.AtMost("x", null, "MiB", 20).Met);
    }

    [Fact]
    public void Rows_are_written_with_the_documented_fields_and_read_back()
    {
        using var folder = new TemporaryFolder();
        BenchmarkRow[] rows = [BenchmarkRow.OfLimit("a/b", new(50, 80), "bags/s", 0.5), BenchmarkRow.Plain("a/c", 1.5, "s")];
        RowWriter.WriteJson(folder.File("rows.json"), rows);

        Assert.Equal(rows, RowWriter.ReadJson(folder.File("rows.json")));
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("rows.json")));
        Assert.Equal(["name", "value", "unit", "limit", "ratio", "target", "met"], json.RootElement[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal("rows.json", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(folder.FullName))));
    }

    [Fact]
    public void Peak_memory_is_read_from_the_kernels_line()
    {
        Assert.Equal(2, PeakMemory.Parse(["VmPeak:\t 9 kB", "VmHWM:\t    2048 kB"]));
        Assert.Null(PeakMemory.Parse(["VmPeak:\t 9 kB"]));
    }

    [Fact]
    public void Names_and_options_are_read_and_faults_say_what_is_known()
    {
        Assert.Equal(Known, BenchmarkOptions.Parse([], Known).Names);
        var options = BenchmarkOptions.Parse(["two", "--json", "rows.json"], Known);
        Assert.Equal(["two"], options.Names);
        Assert.Equal("rows.json", options.JsonFile);
        Assert.Contains("one, two", Assert.Throws<ArgumentException>(() => BenchmarkOptions.Parse(["three"], Known)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BenchmarkOptions.Parse(["--json"], Known));
    }
}
