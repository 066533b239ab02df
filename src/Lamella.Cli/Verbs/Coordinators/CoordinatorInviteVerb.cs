using System.CommandLine;
using Lamella.Coordinator.Administration;

namespace Lamella.Cli.Verbs.Coordinators;

/// <summary><c>coordinator invite FOLDER SITE</c>: a join code for a hospital.</summary>
internal static class CoordinatorInviteVerb
{
    public static Command Create()
    {
        var folder = CoordinatorVerb.Folder();
        var site = new Argument<string>("site") { Description = "Name of the site, as in protocols." };
        var command = new Command("invite", "Make a join code for a site: it counts once, and an older code of the site no longer.") { folder, site };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(folder));
            var made = await client.PostAsync<Invitation>("invitations", new InviteRequest(parsed.GetRequiredValue(site)), cancellation);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine(made.Code);
            output.WriteLine();
            output.WriteLine($"For {made.Site}, once, within {made.Hours:0} hours. Send it as you would send a password. At the site: ./lamella site join FOLDER --code CODE");
            output.WriteLine("Then compare the six words that both ends show ('coordinator status' here), by telephone.");
            return 0;
        });
        return command;
    }
}
