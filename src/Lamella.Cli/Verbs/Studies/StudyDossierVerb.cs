using System.CommandLine;
using System.Text;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Coordinator.Administration;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Protocols;
using Lamella.Simulation.Reporting.Dossiers;

namespace Lamella.Cli.Verbs.Studies;

/// <summary><c>study dossier STUDY [--at FOLDER] --out DIR</c>: the paper for a hospital's data protection officer.</summary>
internal static class StudyDossierVerb
{
    /// <summary>The verb.</summary>
    /// <param name="atSite">Reads a study at a site's folder, and gives null for a folder that is none of a site; left out: there are no sites here.</param>
    public static Command Create(Func<string, string, CancellationToken, Task<DossierSubject?>>? atSite = null)
    {
        var study = new Argument<string>("study") { Description = "The study protocol, YAML or JSON; with --at the study's short name, or the first digits of its hash." };
        var at = new Option<string?>("--at") { Description = "Folder of a running coordinator or site; at a site its own terms are in the paper. Left out: the study is a file." };
        var purpose = new Option<string?>("--purpose") { Description = "What the study is for, while it is a file." };
        var set = new Option<string[]>("--set") { Description = "key=value that replaces a part of the protocol, while it is a file.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--out") { Description = $"Folder for {DossierWriter.PageName} and {DossierWriter.DocumentName}; older ones there are replaced.", Required = true };
        var command = new Command("dossier", "Write what a data protection officer asks about a study: purpose, data, every message and field, bounds, recipients, retention, risks.") { study, at, purpose, set, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (named, place) = (parsed.GetRequiredValue(study), parsed.GetValue(at));
            if (place is not null && (parsed.GetValue(purpose) is not null || parsed.GetValue(set) is { Length: > 0 }))
                throw new LamellaException(ErrorCodes.UsageWrong, "What was proposed has its purpose and its protocol.", "Leave --purpose and --set out beside --at.");
            var subject = place is null ? OfFile(named, parsed.GetValue(set) ?? [], parsed.GetValue(purpose) ?? "")
                : (atSite is null ? null : await atSite(place, named, cancellation)) ?? await AtCoordinatorAsync(place, named, cancellation);
            var (page, document) = DossierWriter.Write(subject, Path.GetFullPath(parsed.GetRequiredValue(output)));
            parsed.InvocationConfiguration.Output.WriteLine($"{page}\n{document}");
            return 0;
        });
        return command;
    }

    private static DossierSubject OfFile(string path, string[] set, string purpose)
    {
        var protocol = ProtocolReader.ReadOrThrow(path, set);
        return new DossierSubject
        {
            Protocol = protocol,
            Purpose = purpose,
            Metrics = SiteMetrics.AskedBy(protocol),
            Standing = "A draft that was not proposed",
            Written = TimeProvider.System.GetUtcNow(),
        };
    }

    private static async Task<DossierSubject> AtCoordinatorAsync(string folder, string study, CancellationToken cancellation)
    {
        using var client = CoordinatorVerb.Ask(folder);
        var proposal = await client.GetAsync<StudyProposal>($"studies/{Uri.EscapeDataString(study)}/proposal", cancellation);
        return new DossierSubject
        {
            Protocol = ProtocolEncoding.Decode(Encoding.UTF8.GetBytes(proposal.Protocol)),
            Purpose = proposal.Purpose,
            ProposedBy = proposal.ProposedBy,
            Metrics = [.. proposal.Metrics],
            Standing = $"{StudyLines.Words(proposal.Status)}, in federation {proposal.Federation}",
            Written = TimeProvider.System.GetUtcNow(),
        };
    }
}
