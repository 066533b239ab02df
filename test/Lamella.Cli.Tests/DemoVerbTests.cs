using System.CommandLine;
using Lamella.Cli.Demo;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;
using Lamella.Protocols;
using Lamella.Site.Policy;
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

    [Fact]
    public void What_the_demos_hospitals_allow_is_what_its_study_asks_of_their_six_patients()
    {
        var demo = DemoFolder.Take(folder.File("demo"));
        var (policy, protocol) = (PolicyReader.ReadOrThrow(demo.Policy), demo.ReadProtocol());
        var hash = ProtocolEncoding.Hash(protocol);
        var study = new StudyState(hash, protocol, new StudyProposed(hash, "", "to show it", SiteMetrics.AskedBy(protocol), "Demo (nobody)"));
        Assert.Empty(PolicyRules.OfStudy(policy, "127.0.0.1:7443", study));
        Assert.Empty(PolicyRules.OfApproval(policy, protocol, "Demo (nobody)", "anybody", SiteMetrics.AskedBy(protocol), 6));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("65")]
    [InlineData("two")]
    public void Simulate_takes_a_sensible_number_of_trainings_at_once(string parallel) =>
        Assert.NotEmpty(SimulateVerb.Create().Parse(["s.yaml", "--data", "d", "--out", "o", "--parallel", parallel]).Errors);
}
