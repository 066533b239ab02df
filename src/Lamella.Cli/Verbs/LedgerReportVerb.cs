using System.CommandLine;
using Lamella.Simulation.Deployed;

namespace Lamella.Cli.Verbs;

/// <summary><c>ledger report FILE --study HASH --out DIR</c>: results and report of a deployed study, from any copy of its ledger.</summary>
internal static class LedgerReportVerb
{
    public static Command Create()
    {
        var file = LedgerVerb.File();
        var study = new Option<string>("--study") { Description = "Hash of the study's protocol, or its first digits.", Required = true };
        var to = new Option<string>("--out") { Description = "Folder for results.json, comparisons.json and report.html; older ones there are replaced.", Required = true };
        var command = new Command("report", "Check a ledger and write results and report of a study that ran at its sites.") { file, study, to };
        command.SetAction(parsed =>
        {
            var (from, named, folder) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(study), parsed.GetRequiredValue(to));
            using var source = LedgerAt.Open(from);
            var made = DeployedStudy.Write(source, named, folder, $"./lamella ledger report FILE --study {named} --out DIR");
            parsed.InvocationConfiguration.Output.WriteLine(made.ReportFile);
            return 0;
        });
        return command;
    }
}
