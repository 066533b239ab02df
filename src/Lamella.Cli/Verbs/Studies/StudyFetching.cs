using System.Security.Cryptography;
using Lamella.Coordinator.Administration;
using Lamella.Federation;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Simulation;
using Lamella.Simulation.Deployed;
using Lamella.Simulation.Results;
using Lamella.Storage.Events;
using Lamella.Transport.Local;

namespace Lamella.Cli.Verbs.Studies;

/// <summary>What a study leaves, brought from its coordinator into a folder.</summary>
internal static class StudyFetching
{
    /// <summary>Name of the ledger in that folder.</summary>
    public const string Ledger = "ledger.txt";

    /// <summary>Brings ledger, models, results and report; files of an earlier fetch are replaced.</summary>
    /// <param name="client">The coordinator.</param>
    /// <param name="view">The study.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The report, and each finished run's model.</returns>
    public static async Task<(StudyOutcome Outcome, IReadOnlyList<(string File, string Sha256)> Models)> FetchAsync(
        LocalClient client, StudyView view, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        await CopyAsync(client, "ledger", Path.Combine(folder, Ledger), cancellation);
        var models = new List<(string, string)>();
        foreach (var run in view.Runs.Where(r => r.Status is RunStatus.Completed or RunStatus.CompletedDegraded))
        {
            // Named as in a simulated study; a strategy's name is free text and no path.
            var file = Path.Combine(folder, "models", Path.ChangeExtension(PredictionsCsv.FileName(ArmNames.Federated, run.Strategy, run.Seed), ".safetensors"));
            await CopyAsync(client, $"models/{run.Model}", file, cancellation);
            RequireHash(file, run.Model);
            models.Add((file, run.Model));
        }

        using var ledger = LedgerSource.Open(Path.Combine(folder, Ledger));
        return (DeployedStudy.Write(ledger, view.Study, folder, $"./lamella ledger report {Ledger} --study {view.Study} --out ."), models);
    }

    private static async Task CopyAsync(LocalClient client, string what, string path, CancellationToken cancellation)
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
