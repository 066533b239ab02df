using System.Diagnostics;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Processes;

/// <summary>A coordinator and its sites on real stores in a process of their own (test/Lamella.Rounds.Probe).</summary>
internal static class RoundsProbe
{
    /// <summary>128 and the number of the signal.</summary>
    public const int Killed = 128 + 9;

    private const string Name = "Lamella.Rounds.Probe";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
    private static readonly string Program = Path.Combine(SharedData.RepositoryRoot, "artifacts", "bin", Name, Configuration, Name + ".dll");

    /// <summary>Runs what is left of the small study in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="coordinator">The process is killed after so many durable writes of the coordinator; 0: it is not.</param>
    /// <param name="sites">The same of the sites.</param>
    public static (int Exit, string[] Words) Train(string folder, int coordinator = 0, int sites = 0)
    {
        var (exit, output, errors) = Run("train", folder, coordinator.ToString(), sites.ToString());
        Assert.True(exit is 0 or Killed, errors);
        return (exit, output.Trim().Split(' '));
    }

    /// <summary>Runs rounds in which nothing is trained; a line for each thousand.</summary>
    public static string[] Empty(string folder, int rounds)
    {
        var (exit, output, errors) = Run("empty", folder, rounds.ToString());
        Assert.True(exit == 0, errors);
        return output.Trim().Split('\n');
    }

    private static (int Exit, string Output, string Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill();
            Assert.Fail($"The process did not end within {Longest}.");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }
}
