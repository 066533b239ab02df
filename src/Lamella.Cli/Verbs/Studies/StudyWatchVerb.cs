using System.CommandLine;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Coordinator.Administration;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Spectre.Console;

namespace Lamella.Cli.Verbs.Studies;

/// <summary><c>study watch STUDY --at FOLDER</c>: live, until its runs are over.</summary>
internal static class StudyWatchVerb
{
    public static Command Create()
    {
        var (study, at) = (StudyAt.Study(), StudyAt.Coordinator());
        var command = new Command("watch", "Follow a study: every site's progress, and why it waits; ends when its runs are over.") { study, at };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(at));
            var views = client.WatchAsync<StudyView>($"studies/{Uri.EscapeDataString(parsed.GetRequiredValue(study))}/changes", cancellation);
            var last = Console.IsOutputRedirected ? await PlainAsync(views) : await LiveAsync(views);
            if (last is null or { IsOver: false })
                throw new LamellaException(ErrorCodes.NotRunning, "The coordinator has ended the watch.", "The study goes on when the coordinator does; watch it again then.");
            return last.Status is StudyStatus.Completed or StudyStatus.CompletedDegraded ? 0 : 1;
        });
        return command;
    }

    /// <summary>For files and pipes: a line for whatever has changed.</summary>
    private static async Task<StudyView?> PlainAsync(IAsyncEnumerable<StudyView> views)
    {
        StudyView? last = null;
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var view in views)
        {
            foreach (var run in view.Runs)
            {
                // Steps change all the time; what is told is rounds, ends, and whom a run waits for.
                var line = StudyLines.Line(run with { Waiting = run.Status is Federation.Rounds.RunStatus.Running ? "" : run.Waiting });
                var key = $"{run.Strategy}/{run.Seed}";
                if (said.GetValueOrDefault(key) == line)
                    continue;
                said[key] = line;
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
