using System.CommandLine;
using Lamella.Cli.Verbs.Sites;
using Lamella.Cli.Verbs.Studies;
using Lamella.Pathology.Files;
using Lamella.Protocols;

namespace Lamella.Cli.Verbs;

/// <summary><c>study new|check|schema</c>: write and judge study protocols; <c>study propose|status|watch|cancel|fetch|dossier</c>: run them with hospitals.</summary>
internal static class StudyVerb
{
    public static Command Create() => new("study", "Write and check study protocols; propose them to hospitals, follow them, fetch what comes out.")
    {
        New(),
        Check(),
        Schema(),
        StudyProposeVerb.Create(),
        StudyStatusVerb.Create(),
        StudyWatchVerb.Create(),
        StudyCancelVerb.Create(),
        StudyFetchVerb.Create(),
        StudyDossierVerb.Create(SiteDossier.ReadAsync),
    };

    private static Command New()
    {
        var table = new Option<string>("--table") { Description = "The patients' table: CSV with , ; or tab.", Required = true };
        var bags = new Option<string>("--bags") { Description = "Folder with the patients' feature bags, or a store of slides." };
        var output = new Option<string>("--out") { Description = "Where the protocol goes; maps go beside it. Left out: it is printed." };
        var outcome = new Option<string>("--outcome") { Description = "Column to predict; left out: guessed." };
        var time = new Option<string>("--time") { Description = "Time column of a survival study." };
        var seen = new Option<string>("--event") { Description = "Event column of a survival study." };
        var patient = new Option<string>("--patient") { Description = "Column with the patient's id; left out: guessed." };
        var site = new Option<string>("--site") { Description = "Column that names the hospital, for a table of several." };
        var command = new Command("new", "Draft a commented protocol from a table; guesses are marked CHECK.") { table, bags, output, outcome, time, seen, patient, site };
        command.SetAction(parsed => StudyDrafting.Run(
            new StudyDraftRequest(
                parsed.GetRequiredValue(table), parsed.GetValue(bags) ?? "", parsed.GetValue(output) ?? "", parsed.GetValue(outcome) ?? "",
                parsed.GetValue(time) ?? "", parsed.GetValue(seen) ?? "", parsed.GetValue(patient) ?? "", parsed.GetValue(site) ?? ""),
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static Command Check()
    {
        var study = new Argument<string>("study") { Description = "The study protocol, YAML or JSON." };
        var data = new Option<string>("--data") { Description = "Folder with the sites' data: every site's map, cohort and bags are checked too." };
        var set = new Option<string[]>("--set") { Description = "key=value that replaces a part of the protocol.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("check", "Check a protocol, and with --data every site's tables and bags; says all faults at once.") { study, data, set };
        command.SetAction(parsed => StudyChecking.Run(parsed.GetRequiredValue(study), parsed.GetValue(data), parsed.GetValue(set) ?? [], parsed.InvocationConfiguration.Output));
        return command;
    }

    private static Command Schema()
    {
        var output = new Option<string>("--out") { Description = "File to write; left out: it is printed." };
        var command = new Command("schema", "Print the JSON schema of protocols, for editors.") { output };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { Length: > 0 } file)
                AtomicFile.WriteText(file, ProtocolSchema.Generate());
            else
                parsed.InvocationConfiguration.Output.Write(ProtocolSchema.Generate());
            return 0;
        });
        return command;
    }
}
