using System.CommandLine;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site approve FOLDER STUDY --map MAP --data FOLDER --by NAME --role ROLE</c>: reads the site's own data, says how many patients it is about, and signs.</summary>
internal static class SiteApproveVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var study = new Argument<string>("study") { Description = "The study: its short name, or the first digits of its hash." };
        var map = new Option<string>("--map") { Description = "Map of this hospital's tables to the study's variables (docs/tables.md).", Required = true };
        var data = new Option<string?>("--data") { Description = "Folder that the map's paths start at; left out: the map's own folder." };
        var by = new Option<string>("--by") { Description = "Who approves; it stands in the ledger.", Required = true };
        var role = new Option<string>("--role") { Description = "What they are at the hospital, e.g. \"data steward\".", Required = true };
        var expires = new Option<DateOnly?>("--until") { Description = "Last day of the approval, YYYY-MM-DD (UTC); left out: until it is withdrawn." };
        var without = new Option<string[]>("--without") { Description = "Figures that are not allowed, of those the study asks for.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("approve", "Approve a study: checks this hospital's data against it, shows what it is about, and signs.") { folder, study, map, data, by, role, expires, without };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(expires) is { } last && last < DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))
                throw new LamellaException(ErrorCodes.UsageWrong, $"{last:yyyy-MM-dd} is over.", "Name the last day of the approval with --until, YYYY-MM-DD; to end one: ./lamella site withdraw.");
            using var client = SiteVerb.Ask(parsed.GetRequiredValue(folder));
            var status = await client.GetAsync<SiteStatus>("status", cancellation);
            var asked = SiteVerb.StudyNamed(status, parsed.GetRequiredValue(study));
            var mapFile = Path.GetFullPath(parsed.GetRequiredValue(map));
            var place = Path.GetFullPath(parsed.GetValue(data) ?? Path.GetDirectoryName(mapFile)!);
            var answer = Approving.Prepare(new SiteId(status.Site), asked, mapFile, place, parsed.GetRequiredValue(by), parsed.GetRequiredValue(role), parsed.GetValue(without) ?? []) with
            {
                Expires = parsed.GetValue(expires) is { } day ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() : null,
            };
            await client.PostAsync<bool>("answers", answer, cancellation);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{status.Site} takes part in {asked.Name} ({asked.Study[..12]}), proposed by {EventWords.Plain(asked.ProposedBy)}, for: {EventWords.Plain(asked.Purpose)}");
            output.WriteLine($"  training patients here: {answer.MostSamples}; figures allowed beside weights: {string.Join(", ", answer.Metrics)}");
            output.WriteLine($"  slides, tables and ids stay here; the worker reads {place} and writes nowhere but in its job folder");
            output.WriteLine($"Withdraw at any time: ./lamella site withdraw {parsed.GetRequiredValue(folder)} {asked.Name} --by NAME --reason WHY");
            return 0;
        });
        return command;
    }
}
