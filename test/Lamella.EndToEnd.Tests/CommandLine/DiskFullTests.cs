using Lamella.Simulation.Results;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.CommandLine;

/// <summary>A disk that fills up, on a real small file system.</summary>
public class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_is_said_with_its_code_and_the_study_goes_on_when_there_is_room()
    {
        using var consortium = new TableConsortium(rounds: 20);
        using var disk = new SmallDisk(kilobytes: 96);
        var output = disk.Folder;
        var (exit, _, errors) = await LamellaProcess.RunAsync(consortium.Simulate(output));
        Assert.Equal(1, exit);
        Assert.StartsWith("LML5002", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(output, ResultsFile.ResultsName)));

        disk.Resize(kilobytes: 65536);
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(output))).Exit);
        var elsewhere = consortium.Output("elsewhere");
        Assert.Equal(0, (await LamellaProcess.RunAsync(consortium.Simulate(elsewhere))).Exit);
        Assert.Equal(
            ResultsFile.ReadResults(Path.Combine(elsewhere, ResultsFile.ResultsName)).Runs.Select(r => r.ModelSha256),
            ResultsFile.ReadResults(Path.Combine(output, ResultsFile.ResultsName)).Runs.Select(r => r.ModelSha256));
    }
}
