using System.CommandLine;
using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Simulation.Runs;
using Spectre.Console;

namespace Lamella.Cli;

/// <summary>
/// The rim: where faults become text, once. A fault with a code is printed with its remedy and its page; what is a bug is printed as one.
/// Exit codes: 0 done, 1 a fault the user can mend, 2 stopped by the user, 3 a bug.
/// </summary>
internal static class Rim
{
    private const int ReadOnlyDisk = 30;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            // The first Ctrl-C lets what is on the disk stay consistent; the second ends the process.
            e.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
        try
        {
            var parsed = root.Parse(args);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Error().WriteLine("Stopped. The same command goes on from what is finished.");
            return 2;
        }
        catch (Exception e) when (Mendable(e) is { } fault)
        {
            Error().MarkupLineInterpolated($"[red]{fault.Code}[/] {fault.Fault}");
            Error().WriteLine(fault.Remedy);
            Error().WriteLine($"More: docs/errors/{fault.Code}.md");
            return 1;
        }
        catch (Exception e)
        {
            Error().WriteLine("This is a bug in Lamella; please report the text below (it holds no data of patients).");
            Error().WriteLine(e.GetType() + "\n" + e.StackTrace);
            return 3;
        }
    }

    /// <summary>The fault behind an exception, through the wrappers that tasks put around it; null for a bug.</summary>
    private static LamellaException? Mendable(Exception e) => e switch
    {
        LamellaException fault => fault,
        AggregateException { InnerExceptions.Count: > 0 } several => several.InnerExceptions.Select(Mendable).FirstOrDefault(f => f is not null),
        IOException io when StorageFaults.IsFull(io) => StorageFaults.Full("the output folder", io),
        IOException { HResult: ReadOnlyDisk } io => new LamellaException(ErrorCodes.DiskFull, io.Message, "Name a folder with --out on a disk that can be written.", io),
        IOException io => new LamellaException(ErrorCodes.DiskFull, io.Message, "Check the path, the disk and the share, then give the same command again.", io),
        UnauthorizedAccessException denied => new LamellaException(
            ErrorCodes.DiskFull, denied.Message, "Give this user the right to write there, or name another folder with --out.", denied),
        _ => null,
    };

    private static IAnsiConsole Error() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
