using System.CommandLine;
using Lamella.Cli.Verbs.Studies;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site status FOLDER</c>: line, work and studies.</summary>
internal static class SiteStatusVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("status", "Show the line, the work, and the studies that ask for this site.") { folder, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SiteVerb.Ask(parsed.GetRequiredValue(folder));
            var status = await client.GetAsync<SiteStatus>("status", cancellation);
            if (parsed.GetValue(json))
                VerbJson.Write(status, parsed.InvocationConfiguration.Output);
            else
                Show(status, parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static void Show(SiteStatus status, TextWriter output)
    {
        output.WriteLine($"{status.Site} at {status.Address}: {(status.IsConnected ? "connected" : Alarm.In(output, $"NO LINE  {status.WhyDown}"))}");
        output.WriteLine($"  {status.Words}");
        output.WriteLine($"  certificate until {status.CertificateUntil:yyyy-MM-dd}; {status.Entries} entries in the site's ledger, {status.Unsent} statements on their way");
        output.WriteLine($"  work: {status.Work ?? (status.IsPaused ? "paused ('site resume' takes it up)" : "none")}");
        output.WriteLine($"  worker: {status.Worker}");
        if (status.Stopped is { } stopped)
            output.WriteLine(Alarm.In(output, $"STOPPED  {stopped}"));
        if (status.LastFault is { } fault)
            output.WriteLine($"  last fault: {fault}");
        foreach (var study in status.Studies)
        {
            output.WriteLine();
            output.WriteLine($"Study {study.Name} ({study.Study[..12]}): {StudyLines.Words(study.Status)}. Proposed by {EventWords.Plain(study.ProposedBy)}, for: {EventWords.Plain(study.Purpose)}");
            output.WriteLine($"  beside weights it asks for: {string.Join(", ", study.Metrics)}");
            output.WriteLine($"  this site {study.WhyNot ?? (study.Expires is { } end ? $"takes part until {end:yyyy-MM-dd}" : "takes part")}");
            if (study.WhyNot is null)
                output.WriteLine($"  {Disclosure.OfOwnUpdate}");
            if (study.Purged is { } purged)
            {
                output.WriteLine($"  what it left here was purged on {purged:yyyy-MM-dd}");
                continue;
            }

            if (study.Against is { } against)
                output.WriteLine($"  this hospital's policy is against it: {against}");
            if (study.WhyNot is not null && study.Status is StudyStatus.Proposed or StudyStatus.Approved or StudyStatus.Running)
                output.WriteLine($"  try it out: ./lamella site check FOLDER {study.Name} --cohort NAME; answer: ./lamella site approve FOLDER {study.Name} --cohort NAME --by NAME --role ROLE, or site refuse");
        }
    }
}
