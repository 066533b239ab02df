using System.CommandLine;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Cli.Tests;

public sealed class SlidesBuildVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Slides_are_painted_with_labels_and_truth()
    {
        Assert.Equal(0, await Run("--slides", "2", "--size", "512", "--hospital", "birch"));
        Assert.Equal(["slide,patient,label"], File.ReadLines(folder.File("out", "slides.csv")).Take(1));
        Assert.True(File.Exists(folder.File("out", "slides", "birch-002.tif")));
        Assert.True(File.Exists(folder.File("out", "truth", "birch-002.geojson")));
        Assert.Equal(0, await Run("--slides", "2", "--size", "512", "--hospital", "birch", "--json"));
    }

    [Fact]
    public async Task Slides_are_put_together_from_a_part_of_real_tiles()
    {
        var tiles = SharedData.Require("pcam");
        Assert.Equal(0, await Run("--from", tiles, "--source-mpp", "0.97", "--slides", "2", "--size", "10", "--part", "2/4", "--hospital", "north"));
        Assert.True(File.Exists(folder.File("out", "slides", "north-002.tif")));
    }

    [Theory]
    [InlineData(ErrorCodes.UsageWrong, "--hospital", "oak")]
    [InlineData(ErrorCodes.UsageWrong, "--slides", "0")]
    [InlineData(ErrorCodes.UsageWrong, "--factor", "3")]
    [InlineData(ErrorCodes.UsageWrong, "--part", "1/2")]
    [InlineData(ErrorCodes.UsageWrong, "--from", "somewhere")]
    [InlineData(ErrorCodes.FileMissing, "--from", "somewhere", "--source-mpp", "1")]
    public async Task Faults_have_codes_and_nothing_is_written(string code, params string[] options)
    {
        Assert.Equal(code, (await Assert.ThrowsAsync<LamellaException>(() => Run(options))).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Fact]
    public async Task A_folder_with_other_files_is_refused_and_left_as_it_was()
    {
        Directory.CreateDirectory(folder.File("out"));
        File.WriteAllText(folder.File("out", "notes.txt"), "mine");
        Assert.Equal(ErrorCodes.OutputNotEmpty, (await Assert.ThrowsAsync<LamellaException>(() => Run())).Code);
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.File("out")));
    }

    private Task<int> Run(params string[] options) =>
        SlidesBuildVerb.Create().Parse(["--out", folder.File("out"), .. options]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
