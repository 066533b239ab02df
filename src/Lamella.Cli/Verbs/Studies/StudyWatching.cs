using Lamella.Coordinator.Administration;
using Lamella.Federation;
using Lamella.Transport.Local;
using Spectre.Console;

namespace Lamella.Cli.Verbs.Studies;

/// <summary>A study that somebody looks at: alive in a terminal, elsewhere as lines.</summary>
internal static class StudyWatching
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Shows it until its runs are over and scored.</summary>
    /// <returns>How it stood at the end.</returns>
    /// <exception cref="LamellaException">The coordinator has ended before.</exception>
    public static async Task<StudyView> FollowAsync(LocalClient client, string study, CancellationToken cancellation)
    {
        var views = client.WatchAsync<StudyView>($"studies/{Uri.EscapeDataString(study)}/changes", cancellation);
        var last = Console.IsOutputRedirected ? await PlainAsync(views, TimeProvider.System) : await LiveAsync(views);
        return last is { IsOver: true }
            ? last
            : throw new LamellaException(ErrorCodes.NotRunning, "The coordinator has ended the watch.", "The study goes on when the coordinator does; watch it again then.");
    }

    /// <summary>For files and pipes: ends and what a run waits for at once, its rounds now and then.</summary>
    private static async Task<StudyView?> PlainAsync(IAsyncEnumerable<StudyView> views, TimeProvider time)
    {
        StudyView? last = null;
        var said = new Dictionary<string, (string Line, string Stand, long At)>(StringComparer.Ordinal);
        await foreach (var view in views)
        {
            foreach (var run in view.Runs)
            {
                var isRunning = run.Status is Federation.Rounds.RunStatus.Running;

                // Steps change all the time, and whom a round waits for with them.
                var line = StudyLines.Line(run with { Waiting = isRunning ? "" : run.Waiting });
                var stand = isRunning ? "running" : line;
                var before = said.GetValueOrDefault($"{run.Strategy}/{run.Seed}");
                if (before.Line == line || (before.Stand == stand && time.GetElapsedTime(before.At) < Interval))
                    continue;
                said[$"{run.Strategy}/{run.Seed}"] = (line, stand, time.GetTimestamp());
                Console.WriteLine(line);
            }

            last = view;
        }

        return last;
    }

    private static async Task<StudyView?> LiveAsync(IAsyncEnumerable<StudyView> views)
    {
        StudyView? last = null;
        await AnsiConsole.Live(new Text("")).StartAsync(async live =>
        {
            await foreach (var view in views)
            {
                var text = new StringWriter();
                StudyLines.Write(view, text);
                live.UpdateTarget(new Text(text.ToString()));
                last = view;
            }
        });
        return last;
    }
}
