using System.CommandLine;
using System.Security.Cryptography;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Coordinator.Administration;
using Lamella.Federation;
using Lamella.Simulation.Deployed;
using Lamella.Storage.Events;
using Lamella.Transport.Local;

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
            Directory.CreateDirectory(Path.Combine(folder, "models"));
            await FetchAsync(client, "ledger", Path.Combine(folder, "ledger.txt"), cancellation);
            var text = parsed.InvocationConfiguration.Output;
            foreach (var run in view.Runs.Where(r => r.Status is Federation.Rounds.RunStatus.Completed or Federation.Rounds.RunStatus.CompletedDegraded))
            {
                var file = Path.Combine(folder, "models", $"{run.Strategy}-{run.Seed}.safetensors");
                await FetchAsync(client, $"models/{run.Model}", file, cancellation);
                RequireHash(file, run.Model);
                text.WriteLine($"Model: {file}  {run.Model}");
            }

            text.WriteLine($"Ledger: {Path.Combine(folder, "ledger.txt")}  (check it: ./lamella ledger verify {Path.Combine(folder, "ledger.txt")})");
            using (var ledger = LedgerSource.Open(Path.Combine(folder, "ledger.txt")))
                text.WriteLine($"Report: {DeployedStudy.Write(ledger, view.Study, folder, $"./lamella ledger report ledger.txt --study {view.Study} --out .").ReportFile}");
            if (!view.IsOver)
                text.WriteLine($"The study is not over ({StudyLines.Words(view.Status)}); fetch it again then.");
            return 0;
        });
        return command;
    }

    private static async Task FetchAsync(LocalClient client, string what, string path, CancellationToken cancellation)
    {
        var beside = path + ".part";
        await using (var file = File.Create(beside))
            await client.CopyAsync(what, file, cancellation);
        File.Move(beside, path, overwrite: true);
    }

    private static void RequireHash(string path, string sha256)
    {
        using var file = File.OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != sha256)
            throw new LamellaException(ErrorCodes.BlobCorrupt, $"'{path}' has another hash than the ledger says ({sha256}).", "Fetch it again.");
    }
}
