using System.CommandLine;
using System.Globalization;
using Lamella.Cli.Progress;
using Lamella.Simulation;

namespace Lamella.Cli.Verbs;

/// <summary><c>simulate STUDY --data DIR --out DIR</c>: a whole study with its sites in one process.</summary>
internal static class SimulateVerb
{
    public static Command Create()
    {
        var study = new Argument<string>("study") { Description = "The study protocol, YAML or JSON." };
        var data = new Option<string>("--data") { Description = "Folder with the sites' data.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for results; the same command goes on where it was stopped.", Required = true };
        var seeds = new Option<ulong[]>("--seed") { Description = "Seeds, instead of the protocol's.", AllowMultipleArgumentsPerToken = true };
        var set = new Option<string[]>("--set") { Description = "key=value that replaces a part of the protocol, e.g. training.rounds=3.", AllowMultipleArgumentsPerToken = true };
        var parallel = new Option<int>("--parallel") { Description = "Trainings at once, one thread each; results do not depend on it.", DefaultValueFactory = _ => Math.Max(1, Environment.ProcessorCount) };
        parallel.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 64))
                result.AddError("--parallel takes a whole number from 1 to 64.");
        });
        var command = new Command("simulate", "Run a study with its sites in one process, and compare training alone, together and pooled.") { study, data, output, seeds, set, parallel };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = Study.Load(parsed.GetRequiredValue(study), parsed.GetRequiredValue(data), parsed.GetValue(set) ?? []);
            var report = await RunAsync(loaded, parsed.GetRequiredValue(output), parsed.GetValue(seeds) ?? [], parsed.GetValue(parallel), CommandLine(parsed.Tokens.Select(t => t.Value)), cancellation);
            foreach (var run in report.Results.Runs.Where(r => r.Status is not null))
                Console.WriteLine($"{run.Status}: {run.Strategy}, seed {run.Seed}: a site was missing from some round; the report says which and why.");
            Console.WriteLine($"Report: {report.ReportFile}");
            Console.WriteLine($"Results: {report.ResultsFile}");
            return 0;
        });
        return command;
    }

    internal static async Task<StudyOutcome> RunAsync(Study study, string output, IReadOnlyList<ulong> seeds, int parallel, string command, CancellationToken cancellation)
    {
        var options = new SimulationOptions { Output = output, Seeds = seeds, Parallel = parallel, Command = command };
        return await StudyProgress.ShowAsync(progress => Lamella.Simulation.Simulation.RunAsync(study, options with { Progress = progress }, cancellation));
    }

    /// <summary>The command as typed, for the report's last section.</summary>
    private static string CommandLine(IEnumerable<string> tokens) => "./lamella " + string.Join(' ', tokens.Select(t => t.Contains(' ', StringComparison.Ordinal) ? $"'{t}'" : t));
}
