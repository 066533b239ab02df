using System.CommandLine;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site approve FOLDER STUDY --cohort NAME --by NAME --role ROLE</c>: reads the site's own data, says how many patients it is about, and signs.</summary>
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
        var command = new Command("approve", "Approve a study: checks this hospital's data against it, shows what it is about, and signs.") { folder, study, cohort, by, role, expires, without };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(expires) is { } last && last < DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))
                throw new LamellaException(ErrorCodes.UsageWrong, $"{last:yyyy-MM-dd} is over.", "Name the last day of the approval with --until, YYYY-MM-DD; to end one: ./lamella site withdraw.");
            using var client = SiteVerb.Ask(parsed.GetRequiredValue(folder));
            var status = await client.GetAsync<SiteStatus>("status", cancellation);
            var asked = SiteVerb.StudyNamed(status, parsed.GetRequiredValue(study));
            var own = SiteVerb.CohortsOf(parsed.GetRequiredValue(folder)).Require(parsed.GetRequiredValue(cohort));
            var answer = Approving.Prepare(new SiteId(status.Site), asked, own, parsed.GetRequiredValue(by), parsed.GetRequiredValue(role), parsed.GetValue(without) ?? []) with
            {
                Expires = parsed.GetValue(expires) is { } day ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() : null,
            };
            var stands = await client.PostAsync<bool>("answers", answer, cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (!stands)
            {
                output.WriteLine($"Noted. This hospital's policy asks for two people: a second one approves the same, with an account of their own.");
                return 0;
            }

            output.WriteLine($"{status.Site} takes part in {asked.Name} ({asked.Study[..12]}), proposed by {EventWords.Plain(asked.ProposedBy)}, for: {EventWords.Plain(asked.Purpose)}");
            output.WriteLine($"  training patients here: {answer.MostSamples}; figures allowed beside weights: {string.Join(", ", answer.Metrics)}");
            output.WriteLine($"  slides, tables and ids stay here; the worker reads the files of cohort '{own.Name}' and writes nowhere but in its job folder");
            output.WriteLine("  the coordinator can read this hospital's updates alone: they are not yet summed with others' before it sees them");
            output.WriteLine($"Withdraw at any time: ./lamella site withdraw {parsed.GetRequiredValue(folder)} {asked.Name} --by NAME --reason WHY");
            return 0;
        });
        return command;
    }
}
