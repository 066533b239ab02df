using System.CommandLine;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Cli.Tests;

public sealed class DemoVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("study.yaml")]
    [InlineData("notes.txt")]
    public async Task A_folder_with_other_files_is_refused_and_left_as_it_was(string file)
    {
        File.WriteAllText(folder.File(file), "mine");

        var fault = await Assert.ThrowsAsync<LamellaException>(
            () => DemoVerb.Create().Parse(["--out", folder.FullName]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

        Assert.Equal(ErrorCodes.OutputNotEmpty, fault.Code);
        Assert.Equal("mine", File.ReadAllText(folder.File(file)));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("65")]
    [InlineData("two")]
    public void Simulate_takes_a_sensible_number_of_trainings_at_once(string parallel) =>
        Assert.NotEmpty(SimulateVerb.Create().Parse(["s.yaml", "--data", "d", "--out", "o", "--parallel", parallel]).Errors);
}
