using System.CommandLine;
using Lamella.Site.Administration;
using Lamella.Site.Hosting;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site refuse|revoke FOLDER STUDY --by NAME --reason WHY</c>.</summary>
internal static class SiteAnswerVerb
{
    public static Command Create(string verb, string words, StudyAnswerKind kind)
    {
        var folder = SiteVerb.Folder();
        var study = new Argument<string>("study") { Description = "The study: its short name, or the first digits of its hash." };
        var by = new Option<string>("--by") { Description = "Who answers; it stands in the ledger.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why; it stands in the ledger.", Required = true };
        var command = new Command(verb, words) { folder, study, by, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SiteVerb.Ask(parsed.GetRequiredValue(folder));
            var status = await client.GetAsync<SiteStatus>("status", cancellation);
            var asked = SiteVerb.StudyNamed(status, parsed.GetRequiredValue(study));
            await client.PostAsync<bool>("answers", new StudyAnswer { Study = asked.Study, Kind = kind, By = parsed.GetRequiredValue(by), Reason = parsed.GetRequiredValue(reason) }, cancellation);
            parsed.InvocationConfiguration.Output.WriteLine($"{status.Site} {(kind == StudyAnswerKind.Refuse ? "does not take part" : "takes part no longer")} in {asked.Name}.");
            return 0;
        });
        return command;
    }
}
