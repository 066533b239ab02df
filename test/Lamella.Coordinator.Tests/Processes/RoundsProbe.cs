using System.Diagnostics;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Processes;

/// <summary>A coordinator and its sites on real stores in a process of their own (test/Lamella.Rounds.Probe).</summary>
internal static class RoundsProbe
{
    /// <summary>128 and the number of the signal.</summary>
    private const int Killed = 128 + 9;

    private const string Name = "Lamella.Rounds.Probe";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
    private static readonly string Program = Path.Combine(SharedData.RepositoryRoot, "artifacts", "bin", Name, Configuration, Name + ".dll");

    /// <summary>Runs what is left of the small study in each folder, and says how it ended.</summary>
    public static IReadOnlyList<EndedRun> Train(params string[] folders)
    {
        var (exit, output, errors) = Run(["train", "0", "0", .. folders]);
        Assert.True(exit == 0, errors);
        return [.. output.Trim().Split('\n').Select(l => l.Split(' ')).Select(w => new EndedRun(w[0], w[1], int.Parse(w[2]), int.Parse(w[3])))];
    }

    /// <summary>Runs the small study in a folder until the process is killed or the run ends.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="coordinator">It is killed after so many durable writes of the coordinator; 0: it is not.</param>
    /// <param name="sites">The same of the sites.</param>
    /// <returns>Whether it was killed.</returns>
    public static bool TrainUntilKilled(string folder, int coordinator, int sites)
    {
        var (exit, _, errors) = Run("train", coordinator.ToString(), sites.ToString(), folder);
        Assert.True(exit is 0 or Killed, errors);
        return exit == Killed;
    }

    /// <summary>Runs rounds in which nothing is trained; a line for each thousand.</summary>
    public static string[] Empty(string folder, int rounds)
    {
        var (exit, output, errors) = Run("empty", rounds.ToString(), folder);
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

/// <summary>How a run of the probe ended.</summary>
/// <param name="Status">The status.</param>
/// <param name="Model">Blob of the final model.</param>
/// <param name="Entries">Entries of the ledger.</param>
/// <param name="Writes">Durable writes of the coordinator in the last process.</param>
internal sealed record EndedRun(string Status, string Model, int Entries, int Writes);
