using System.CommandLine;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Coordinator.Administration;

namespace Lamella.Cli.Verbs.Studies;

/// <summary><c>study status STUDY --at FOLDER</c>: how a study stands.</summary>
internal static class StudyStatusVerb
{
    public static Command Create()
    {
        var (study, at) = (StudyAt.Study(), StudyAt.Coordinator());
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("status", "Show how a study stands: sites, runs, and why one waits.") { study, at, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(at));
            var view = await client.GetAsync<StudyView>($"studies/{Uri.EscapeDataString(parsed.GetRequiredValue(study))}", cancellation);
            if (parsed.GetValue(json))
                VerbJson.Write(view, parsed.InvocationConfiguration.Output);
            else
                StudyLines.Write(view, parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }
}
