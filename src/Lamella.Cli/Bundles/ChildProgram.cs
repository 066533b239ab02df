using System.ComponentModel;
using System.Diagnostics;
using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>Other programs that making a bundle asks: dotnet, git, ldd, dpkg.</summary>
internal static class ChildProgram
{
    /// <summary>Runs one that has to succeed.</summary>
    /// <returns>What it said on standard output.</returns>
    /// <exception cref="LamellaException">It is not there or failed.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string remedy, CancellationToken cancellation)
    {
        var (exit, output) = await TryRunAsync(program, arguments, cancellation);
        return exit switch
        {
            0 => output,
            null => throw BundleFault.Of($"'{program}' is not on this machine.", remedy),
            _ => throw BundleFault.Of($"'{program} {arguments[0]}' failed: {LastLines(output)}", remedy),
        };
    }

    /// <summary>Runs one that may fail.</summary>
    /// <returns>Its exit code, null when it is not on this machine; standard output, with standard error behind it where it failed.</returns>
    public static async Task<(int? Exit, string Output)> TryRunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Output is read by this program; it must not depend on the user's language.
        start.Environment["LC_ALL"] = "C";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return (null, "");
        }

        using (process)
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            try
            {
                await process.WaitForExitAsync(cancellation);
                return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    /// <summary>Compilers say much; the faults are named with the word error, or stand at the end.</summary>
    private static string LastLines(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = lines.Where(l => l.Contains(": error ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(5).ToList();
        return string.Join('\n', errors.Count > 0 ? errors : lines.TakeLast(5));
    }
}
