using System.CommandLine;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Site.Administration;
using Lamella.Site.Hosting;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site approve FOLDER STUDY --cohort NAME --by NAME --role ROLE</c>: reads the site's own data, says what the study asks, and signs.</summary>
internal static class SiteApproveVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var study = new Argument<string>("study") { Description = "The study: its short name, or the first digits of its hash." };
        var cohort = new Option<string>("--cohort") { Description = "The cohort to take part with (site cohort add).", Required = true };
        var by = new Option<string>("--by") { Description = "Who approves; it stands in the ledger.", Required = true };
        var role = new Option<string>("--role") { Description = "What they are at the hospital, e.g. \"data steward\".", Required = true };
        var expires = new Option<DateOnly?>("--until") { Description = "Last day of the approval, YYYY-MM-DD (UTC); left out: until it is withdrawn." };
        var without = new Option<string[]>("--without") { Description = "Figures that are not allowed, of those the study asks for.", AllowMultipleArgumentsPerToken = true };
        var yes = new Option<bool>("--yes") { Description = "Do not ask at the terminal before signing." };
        var command = new Command("approve", "Approve a study: checks this hospital's data against it, shows what it asks, and signs.") { folder, study, cohort, by, role, expires, without, yes };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(expires) is { } last && last < DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))
                throw new LamellaException(ErrorCodes.UsageWrong, $"{last:yyyy-MM-dd} is over.", "Name the last day of the approval with --until, YYYY-MM-DD; to end one: ./lamella site revoke.");
            using var client = SiteVerb.Ask(parsed.GetRequiredValue(folder));
            var status = await client.GetAsync<SiteStatus>("status", cancellation);
            var asked = SiteVerb.StudyNamed(status, parsed.GetRequiredValue(study));
            var own = SiteVerb.CohortsOf(parsed.GetRequiredValue(folder)).Require(parsed.GetRequiredValue(cohort));
            var protocol = ProtocolEncoding.Decode(Encoding.UTF8.GetBytes(asked.Protocol));
            var answer = Approving.Prepare(new SiteId(status.Site), asked, protocol, own, parsed.GetRequiredValue(by), parsed.GetRequiredValue(role), parsed.GetValue(without) ?? []) with
            {
                Expires = parsed.GetValue(expires) is { } day ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() : null,
            };
            var output = parsed.InvocationConfiguration.Output;
            StudyAsking.Write(status, asked, protocol, answer, output);
            if (!parsed.GetValue(yes) && !Agrees(answer, output))
            {
                output.WriteLine("Nothing was signed.");
                return 1;
            }

            output.WriteLine(await client.PostAsync<bool>("answers", answer, cancellation)
                ? $"Approved: {status.Site} takes part. Revoke at any time: ./lamella site revoke {parsed.GetRequiredValue(folder)} {asked.Name} --by NAME --reason WHY"
                : "Noted. This hospital's policy asks for two people: a second one approves the same, with an account of their own.");
            return 0;
        });
        return command;
    }

    /// <summary>A person at a terminal is asked; a script has decided.</summary>
    private static bool Agrees(StudyAnswer answer, TextWriter output)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            return true;
        output.Write($"Sign this as {answer.By}, {answer.Role}? (yes/no) ");
        return Console.ReadLine()?.Trim() is "yes" or "y";
    }
}
