using Lamella.Simulation;
using Spectre.Console;

namespace Lamella.Cli.Progress;

/// <summary>
/// Long work in sight: in a terminal a bar for the study and one for each arm at work, with the time left; elsewhere (a file, CI) a plain line at
/// most every few seconds.
/// </summary>
internal static class StudyProgress
{
    public static Task<T> ShowAsync<T>(Func<ISimulationProgress, Task<T>> work) =>
        AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi ? ShowBarsAsync(work) : work(new PlainProgress(System.Console.Out, TimeProvider.System));

    private static Task<T> ShowBarsAsync<T>(Func<ISimulationProgress, Task<T>> work) => AnsiConsole.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(context => work(new BarProgress(context)));
}
