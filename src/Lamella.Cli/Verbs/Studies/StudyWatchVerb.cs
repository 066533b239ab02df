using System.CommandLine;
using System.Globalization;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Federation.Studies;

namespace Lamella.Cli.Verbs.Studies;

/// <summary><c>study watch STUDY --at FOLDER</c>: live, until its runs are over and scored.</summary>
internal static class StudyWatchVerb
{
    public static Command Create()
    {
        var (study, at) = (StudyAt.Study(), StudyAt.Coordinator());
        var command = new Command("watch", "Follow a study: every site's progress, and why it waits; ends when its runs are over and their models scored.") { study, at };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(at));
            var last = await StudyWatching.FollowAsync(client, parsed.GetRequiredValue(study), cancellation);
            foreach (var site in last.Sites.Where(s => s.ScoresDue > 0))
            {
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{site.Site} has not scored {site.ScoresDue} models; {(site.IsConnected ? "its own status says why" : "it has no line, and tells them when it is back")}."));
            }

            return last.Status is StudyStatus.Completed or StudyStatus.CompletedDegraded ? 0 : 1;
        });
        return command;
    }
}
