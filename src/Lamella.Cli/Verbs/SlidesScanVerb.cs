using System.CommandLine;
using System.Globalization;
using Lamella.Cli.Progress;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Quality;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides scan DIR</c>: a verdict for every slide and what an extraction would take; nothing is written.</summary>
internal static class SlidesScanVerb
{
    public static Command Create()
    {
        var arguments = new SlideArguments();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = arguments.AddTo(new Command("scan", "A verdict for every slide of a folder, and an estimate of time and disk; nothing is written."));
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var job = arguments.Job(parsed);
            using var encoder = job.Encoder;
            var scan = await SlidesProgress.ShowAsync("slides", progress => SlideScanner.Run(job with { Progress = progress }, cancellation));
            if (parsed.GetValue(json))
                VerbJson.Write(scan);
            else
                Say(scan, parsed.GetRequiredValue(arguments.Folder));
            return SlideExit.Of(scan.Slides.SelectMany(slide => slide.Findings));
        });
        return command;
    }

    private static void Say(SlideScan scan, string folder)
    {
        foreach (var slide in scan.Slides)
            SlideWords.Say(slide.File, slide.Verdict, slide.Findings, Facts(slide));
        SlideWords.SayLeftOut(scan.OtherFiles, scan.UnreadableFolders, scan.UnusedOverrides);
        int Count(Verdict verdict) => scan.Slides.Count(slide => slide.Verdict == verdict);
        Console.WriteLine();
        Console.WriteLine($"{scan.Slides.Count} slides in {folder}: {Count(Verdict.Ok)} ok, {Count(Verdict.Warning)} usable with warning, {Count(Verdict.Refused)} refused.");
        if (scan.Estimate is { Tiles: > 0 } estimate)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Extraction: {estimate.Tiles:N0} tiles, about {Duration.Words(estimate.Time)} and {SlideWords.Bytes(estimate.Bytes)} on this machine (measured: {estimate.ReadRate:F0} tiles/s read by one thread, {estimate.EncodeRate:F0} tiles/s encoded)."));
        }
    }

    private static string Facts(ScannedSlide slide) => slide.Width == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"{slide.Format}, {slide.Width} x {slide.Height} px{(slide.Measures.MicronsPerPixel is { } mpp ? $", {mpp:0.###} um/px" : "")}, {slide.Measures.TissueSquareMillimetres ?? 0:0.##} mm2 tissue, {slide.Tiles} tiles");
}
