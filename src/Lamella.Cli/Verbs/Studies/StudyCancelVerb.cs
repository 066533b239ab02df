using System.CommandLine;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Coordinator.Administration;

namespace Lamella.Cli.Verbs.Studies;

/// <summary><c>study cancel STUDY --at FOLDER --by NAME --reason WHY</c>: ends a study and its open runs.</summary>
internal static class StudyCancelVerb
{
    public static Command Create()
    {
        var (study, at, by) = (StudyAt.Study(), StudyAt.Coordinator(), StudyAt.By());
        var reason = new Option<string>("--reason") { Description = "Why; it stands in the ledger.", Required = true };
        var command = new Command("cancel", "End a study and its open runs; what was recorded stays.") { study, at, by, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(at));
            var name = parsed.GetRequiredValue(study);
            await client.PostAsync<bool>($"studies/{Uri.EscapeDataString(name)}/cancellation", new CancelRequest(parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason)), cancellation);
            parsed.InvocationConfiguration.Output.WriteLine($"Study {name} is cancelled.");
            return 0;
        });
        return command;
    }
}
