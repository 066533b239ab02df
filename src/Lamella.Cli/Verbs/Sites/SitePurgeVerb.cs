using System.CommandLine;
using Lamella.Federation;
using Lamella.Site.Administration;
using Lamella.Site.Hosting;
using Lamella.Site.Purging;
using Lamella.Storage.Events;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site purge FOLDER STUDY</c>: deletes what a study that is over has left at the hospital, and proves it; by the running site, or by its files.</summary>
internal static class SitePurgeVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var study = new Argument<string>("study") { Description = "The study: its short name, or the first digits of its hash." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("purge", "Delete what a study that is over has left here: models, states, updates, records of work. It does not come back, and a proof is kept.") { folder, study, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (place, output) = (SiteVerb.Open(parsed.GetRequiredValue(folder)), parsed.InvocationConfiguration.Output);
            using var client = SiteVerb.Ask(parsed.GetRequiredValue(folder));
            var named = parsed.GetRequiredValue(study);
            var proof = await client.IsThereAsync(cancellation)
                ? await client.PostAsync<PurgeProof>("purges", new PurgeRequest(SiteVerb.StudyNamed(await client.GetAsync<SiteStatus>("status", cancellation), named).Study), cancellation)
                : ByFiles(place, named);
            if (parsed.GetValue(json))
                VerbJson.Write(proof, output);
            else
                Show(proof, place, output);
            return proof.IsComplete ? 0 : 1;
        });
        return command;
    }

    private static PurgeProof ByFiles(SiteFolder place, string named)
    {
        if (!File.Exists(place.Ledger))
            throw new LamellaException(ErrorCodes.RequestRefused, "No study has reached this site yet.", "Run it first: ./lamella site run FOLDER");
        using var ledger = LedgerSource.Open(place.Ledger);
        var site = SiteIdentity.SiteOf(place.Identity);
        var stopped = new StoppedSite(place, [.. ledger], site, TimeProvider.System);
        var studies = stopped.View.Studies.Values.Where(s => s.Protocol.Sites.Any(x => x.Id == site)).ToList();
        return stopped.Purge(SiteVerb.Named(studies, named, s => s.Protocol.Study, s => s.Study, $"No study '{named}' that names {site} has reached it.", "Look which there are while the site runs: ./lamella site status FOLDER"), Environment.UserName);
    }

    private static void Show(PurgeProof proof, SiteFolder place, TextWriter output)
    {
        foreach (var words in proof.Words)
            output.WriteLine(EventWords.Plain(words));
        output.WriteLine($"Proof: {new SitePurges(place).FileOf(proof.Study)}");
        if (!proof.IsComplete)
            output.WriteLine(Alarm.In(output, "NOT COMPLETE: look at the files that are named, and give the same command again."));
    }
}
