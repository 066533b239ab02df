using System.Diagnostics;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Engine;

/// <summary>The tensor engine as programs get it: from an output folder, and from a published one.</summary>
public sealed class PublishedEngineTests
{
    private const string Probe = "Lamella.Engine.Probe";

    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;

    [Fact]
    public async Task A_published_program_starts_and_loads_the_engine()
    {
        using var folder = new TemporaryFolder();
        var project = Path.Combine(SharedData.RepositoryRoot, "test", Probe);

        var publish = await Run(["publish", project, "-c", Configuration, "--no-build", "-o", folder.FullName, "-v:q", "-nologo", "-nodeReuse:false"]);
        Assert.True(publish.ExitCode == 0, publish.Text);

        var run = await Run(["exec", folder.File(Probe + ".dll")]);
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("zeros 0", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_thread_count_the_parent_sets_is_in_force_in_the_engine()
    {
        var dll = Path.Combine(SharedData.RepositoryRoot, "artifacts", "bin", Probe, Configuration, Probe + ".dll");
        foreach (var threads in new[] { "1", "2" })
        {
            var run = await Run(["exec", dll], threads);
            Assert.True(run.ExitCode == 0, run.Text);
            Assert.Contains("threads " + threads, run.Text, StringComparison.Ordinal);
        }
    }

    private static async Task<(int ExitCode, string Text)> Run(string[] arguments, string? threads = null)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (threads is not null)
            start.Environment["OMP_NUM_THREADS"] = threads;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
