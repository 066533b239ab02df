using System.Globalization;
using Lamella.Pathology.Extraction;
using Spectre.Console;

namespace Lamella.Cli.Progress;

/// <summary>Work on slides in sight: a bar in a terminal, elsewhere a plain line every five seconds. On standard error, so that output can be piped.</summary>
internal static class SlidesProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static async Task<T> ShowAsync<T>(string what, Func<IProgress<ExtractionProgress>, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (console.Profile.Capabilities is not { Interactive: true, Ansi: true } || Console.IsErrorRedirected)
            return await Task.Run(() => work(new Reporter(PlainLines(TimeProvider.System))));
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask(what);
                return Task.Run(() => work(new Reporter(step =>
                {
                    bar.MaxValue = Math.Max(1, step.SlidesTotal);
                    bar.Value = step.SlidesDone;
                    bar.Description = Markup.Escape(Words(step));
                })));
            });
    }

    private static Action<ExtractionProgress> PlainLines(TimeProvider time)
    {
        var said = time.GetTimestamp();
        return step =>
        {
            if (time.GetElapsedTime(said) < Interval)
                return;
            said = time.GetTimestamp();
            Console.Error.WriteLine(Words(step));
        };
    }

    private static string Words(ExtractionProgress step) => string.Create(
        CultureInfo.InvariantCulture,
        $"{step.SlidesDone} of {step.SlidesTotal} slides{(step.TilesDone > 0 ? $", {step.TilesPerSecond:F0} tiles/s" : "")}{(step.Left is { } left ? $", about {Duration.Words(left)} left" : "")}");

    private sealed class Reporter(Action<ExtractionProgress> report) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => report(value);
    }
}
