using System.CommandLine;
using Lamella.Cli.Verbs.Studies;
using Lamella.Coordinator.Administration;

namespace Lamella.Cli.Verbs.Coordinators;

/// <summary><c>coordinator status FOLDER</c>: sites, studies, and what stands still.</summary>
internal static class CoordinatorStatusVerb
{
    public static Command Create()
    {
        var folder = CoordinatorVerb.Folder();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("status", "Show sites, studies, and why something stands still.") { folder, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = CoordinatorVerb.Ask(parsed.GetRequiredValue(folder));
            var view = await client.GetAsync<FederationView>("status", cancellation);
            if (parsed.GetValue(json))
                VerbJson.Write(view, parsed.InvocationConfiguration.Output);
            else
                Show(view, parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static void Show(FederationView view, TextWriter output)
    {
        output.WriteLine($"Federation '{view.Federation}', sites dial {view.Address}; {view.Entries} entries in the ledger.");
        if (view.Paused is { } paused)
            output.WriteLine(Alarm.In(output, $"STANDS STILL  {paused}"));
        output.WriteLine();
        var width = view.Sites.Select(s => s.Site.Length).Concat(view.Invited.Select(i => i.Length)).DefaultIfEmpty(0).Max();
        foreach (var site in view.Sites)
        {
            var state = site.Removal is { } removal ? $"turned out: {removal}" : site.Suspicion ?? (site.IsConnected ? "connected" : "no line");
            output.WriteLine($"  {site.Site.PadRight(width)}  {state}{(site.LastRefusal is { } refusal ? Alarm.In(output, $"; REFUSED {refusal}") : "")}");
            output.WriteLine($"  {"".PadRight(width)}  {site.Words}");
        }

        foreach (var site in view.Invited)
            output.WriteLine($"  {site.PadRight(width)}  invited, has not joined");
        if (view.Sites.Count + view.Invited.Count == 0)
            output.WriteLine("  No site yet: ./lamella coordinator invite FOLDER SITE");
        foreach (var study in view.Studies)
        {
            output.WriteLine();
            StudyLines.Write(study, output);
        }
    }
}
