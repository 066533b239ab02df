using System.CommandLine;
using System.Globalization;
using Lamella.Cli.Progress;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Quality;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides extract DIR --out STORE</c>: a feature bag for every usable slide; run again, it goes on where it stopped.</summary>
internal static class SlidesExtractVerb
{
    public static Command Create()
    {
        var arguments = new SlideArguments();
        var output = new Option<string>("--out") { Description = "The store: bags, overviews, catalogue. New or empty, or a store of the same contract.", Required = true };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = arguments.AddTo(new Command("extract", "A feature bag for every usable slide of a folder, and a catalogue; slides that are there already are kept."));
        command.Add(output);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var job = arguments.Job(parsed);
            using var encoder = job.Encoder;
            using var store = SlideStore.OpenForWriting(parsed.GetRequiredValue(output), job.Contract);
            var summary = await SlidesProgress.ShowAsync("slides", progress => Extractor.Run(job with { Progress = progress }, store, cancellation));
            var slides = store.Catalogue.Slides();
            if (parsed.GetValue(json))
                VerbJson.Write(new { summary, store = store.Folder, contractSha256 = job.Contract.ToFeatureContract(encoder.Dimension).Hash(), slides });
            else
                Say(summary, slides, job, store);
            return summary.Unreachable > 0 ? SlideExit.TryAgain : 0;
        });
        return command;
    }

    private static void Say(ExtractionSummary summary, IReadOnlyList<SlideRecord> slides, ExtractionJob job, SlideStore store)
    {
        foreach (var slide in slides.Where(slide => slide.Verdict != Verdict.Ok))
            SlideWords.Say(slide.File, slide.Verdict, slide.Findings, facts: "");
        SlideWords.SayLeftOut(summary.OtherFiles, summary.UnreadableFolders, summary.UnusedOverrides);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Made} bags made, {summary.Kept} bags kept as they were, {summary.Refused} without a bag; {summary.Tiles:N0} tiles in {Duration.Words(summary.Elapsed)}."));
        if (job.Patients is { } patients)
        {
            var with = slides.Where(slide => slide.BagSha256.Length > 0 && slide.Patient.Length > 0).Select(slide => slide.Patient).ToHashSet(StringComparer.Ordinal);
            var from = patients.SlideColumn is { } column ? $"column '{column}'" : "ids in file names";
            Console.WriteLine($"{with.Count} of {patients.Patients.Count} patients of the table have a bag (patients: column '{patients.PatientColumn}'; slides: {from}).");
        }

        if (slides.Count == 0)
            Console.WriteLine("No slide was found in the folder.");
        if (summary.Gone > 0)
            Console.WriteLine($"{summary.Gone} slides of the catalogue are not where they were; their bags stay. To withdraw a slide, exclude it in a table of overrides before its file goes.");
        if (summary.Unreachable > 0)
            Console.WriteLine($"{summary.Unreachable} slides could not be reached or read by this user; run the same command again when they can.");
        Console.WriteLine($"Store: {store.Folder}. See it with: lamella slides report {store.Folder}");
    }
}
