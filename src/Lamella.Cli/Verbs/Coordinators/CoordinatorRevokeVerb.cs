using System.CommandLine;
using Lamella.Coordinator.Administration;

namespace Lamella.Cli.Verbs.Coordinators;

/// <summary><c>coordinator revoke FOLDER SITE --reason WHY</c>: a site's identity counts no longer.</summary>
internal static class CoordinatorRevokeVerb
{
    public static Command Create()
    {
        var folder = CoordinatorVerb.Folder();
        var site = new Argument<string>("site") { Description = "The site." };
        var reason = new Option<string>("--reason") { Description = "Why; it stands in the ledger and the site is told.", Required = true };
        var command = new Command("revoke", "Turn a site out: its certificate counts no longer and its line ends now.") { folder, site, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(folder));
            var name = parsed.GetRequiredValue(site);
            await client.PostAsync<bool>("removals", new RemovalRequest(name, parsed.GetRequiredValue(reason)), cancellation);
            parsed.InvocationConfiguration.Output.WriteLine($"{name} is turned out. It comes back with a new code: ./lamella coordinator invite {parsed.GetRequiredValue(folder)} {name}");
            return 0;
        });
        return command;
    }
}
