using System.CommandLine;
using System.Text;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Coordinator.Administration;
using Lamella.Federation.Studies;
using Lamella.Protocols;

namespace Lamella.Cli.Verbs.Studies;

/// <summary><c>study propose PROTOCOL --at FOLDER --purpose TEXT --by NAME</c>: asks the hospitals.</summary>
internal static class StudyProposeVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("protocol") { Description = "The study protocol, YAML or JSON." };
        var at = StudyAt.Coordinator();
        var purpose = new Option<string>("--purpose") { Description = "What the study is for, in a sentence; sites approve this text.", Required = true };
        var by = StudyAt.By();
        var set = new Option<string[]>("--set") { Description = "key=value that replaces a part of the protocol.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("propose", "Propose a study to the sites it names and ask for its runs; each begins when enough sites have approved.") { file, at, purpose, by, set };
        command.SetAction(async (parsed, cancellation) =>
        {
            var protocol = ProtocolReader.ReadOrThrow(parsed.GetRequiredValue(file), parsed.GetValue(set) ?? []);
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(at));
            var request = new ProposalRequest(Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)), parsed.GetRequiredValue(purpose), parsed.GetRequiredValue(by));
            var view = await client.PostAsync<StudyView>("studies", request, cancellation);
            var output = parsed.InvocationConfiguration.Output;
            StudyLines.Write(view, output);
            output.WriteLine();
            output.WriteLine($"Each site answers for itself: ./lamella site approve FOLDER {view.Name} ...");
            output.WriteLine($"Follow it: ./lamella study watch {view.Name} --at {parsed.GetRequiredValue(at)}");
            return 0;
        });
        return command;
    }
}
