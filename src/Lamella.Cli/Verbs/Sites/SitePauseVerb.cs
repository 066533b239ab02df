using System.CommandLine;
using Lamella.Site.Administration;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site pause|resume FOLDER</c>: for maintenance, or a machine that is needed for something else.</summary>
internal static class SitePauseVerb
{
    public static Command Create(string verb, string words, bool pause)
    {
        var folder = SiteVerb.Folder();
        var command = new Command(verb, words) { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SiteVerb.Ask(parsed.GetRequiredValue(folder));
            await client.PostAsync<bool>("pause", new PauseRequest(pause), cancellation);
            parsed.InvocationConfiguration.Output.WriteLine(pause ? "No new work is begun, also after a restart; what is at work goes on." : "Work is taken up again.");
            return 0;
        });
        return command;
    }
}
