using System.CommandLine;
using Lamella.Federation;
using Lamella.Pathology.Catalogue;
using Lamella.Simulation.Reporting.Slides;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides report STORE</c>: one page with verdicts, pictures, masks, tiles and stains.</summary>
internal static class SlidesReportVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("store") { Description = "The store that 'slides extract' wrote." };
        var output = new Option<string?>("--out") { Description = $"The page; left out: {SlideReport.FileName} in the store, with names in its folder 'private'." };
        var names = new Option<bool>("--with-names") { Description = "Name files and patients; the page then stays at the hospital." };
        var json = new Option<bool>("--json") { Description = "Print where the page is and what it counts as JSON." };
        var command = new Command("report", "One page about a store: verdicts, pictures with masks and tiles, stains.") { folder, output, names, json };
        command.SetAction(parsed =>
        {
            using var store = SlideStore.OpenForReading(parsed.GetRequiredValue(folder));
            var named = parsed.GetValue(names);
            var path = Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine(named ? store.PrivateFolder : store.Folder, SlideReport.FileName));
            if (File.Exists(path) && !File.ReadLines(path).Take(2).Any(line => line.Contains(SlideReport.Title, StringComparison.Ordinal)))
                throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{path}' is there and is no slide report.", "Name another file with --out.");
            SlideReport.Write(path, store, new SlideReportOptions { WithNames = named });
            if (parsed.GetValue(json))
                VerbJson.Write(new { report = path, slides = store.Catalogue.Slides().CountBy(slide => slide.Verdict).ToDictionary(count => count.Key.ToString(), count => count.Value) });
            else
                Console.WriteLine($"Report: {path}");
            return 0;
        });
        return command;
    }
}
