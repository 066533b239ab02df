using System.CommandLine;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Coordinator.Administration;

namespace Lamella.Cli.Verbs.Studies;

/// <summary><c>study fetch STUDY --at FOLDER --out FOLDER</c>: the ledger, the models and the report.</summary>
internal static class StudyFetchVerb
{
    public static Command Create()
    {
        var (study, at) = (StudyAt.Study(), StudyAt.Coordinator());
        var output = new Option<string>("--out") { Description = "Folder for them; files of an earlier fetch are replaced.", Required = true };
        var command = new Command("fetch", "Fetch a study: its ledger as one file, the models of its runs, results and report.") { study, at, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(at));
            var folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            var view = await client.GetAsync<StudyView>($"studies/{Uri.EscapeDataString(parsed.GetRequiredValue(study))}", cancellation);
            var (outcome, models) = await StudyFetching.FetchAsync(client, view, folder, cancellation);
            var text = parsed.InvocationConfiguration.Output;
            foreach (var (file, sha256) in models)
                text.WriteLine($"Model: {file}  {sha256}");
            var ledger = Path.Combine(folder, StudyFetching.Ledger);
            text.WriteLine($"Ledger: {ledger}  (check it: ./lamella ledger verify {ledger})");
            text.WriteLine($"Report: {outcome.ReportFile}");
            if (!view.IsOver)
                text.WriteLine($"The study is not over ({StudyLines.Words(view.Status)}); fetch it again then.");
            else if (view.Sites.Any(s => s.ScoresDue > 0))
                text.WriteLine($"Not every model is scored yet ({string.Join(", ", view.Sites.Where(s => s.ScoresDue > 0).Select(s => s.Site))}); fetch it again later.");
            return 0;
        });
        return command;
    }
}
