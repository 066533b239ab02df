using System.CommandLine;
using System.Globalization;
using Lamella.Federation;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Slides;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides inspect FILE</c>: format, levels, resolution, verdict, and what the file carries that may lead to a person.</summary>
internal static class SlidesInspectVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A slide." };
        var mpp = new Option<double?>("--mpp") { Description = "um/px of level 0 where the file does not say it." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("inspect", "What a slide is, its verdict, and what in it may lead to a person (kinds, no values).") { file, mpp, json };
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
                throw new LamellaException(ErrorCodes.FileMissing, $"the slide '{path}' does not exist.", Directory.Exists(path) ? "This is a folder: 'slides scan' looks at all its slides." : "Check the path.");
            var inspection = SlideInspection.Of(path, parsed.GetValue(mpp), cancellation);
            if (parsed.GetValue(json))
                VerbJson.Write(inspection);
            else
                Say(inspection);
            return Task.FromResult(SlideExit.Of(inspection.Slide.Findings));
        });
        return command;
    }

    private static void Say(SlideInspection inspection)
    {
        var slide = inspection.Slide;
        SlideWords.Say(slide.File, slide.Verdict, slide.Findings, facts: "");
        if (slide.Width == 0)
            return;
        Console.WriteLine($"Format      {slide.Format}, {slide.Width} x {slide.Height} px");
        Console.WriteLine($"Resolution  {Words(inspection.Resolution, slide)}");
        Console.WriteLine("Levels      " + string.Join(", ", inspection.Levels.Select(level => string.Create(CultureInfo.InvariantCulture, $"{level.Width} x {level.Height} (1/{level.ScaleX:0.##})"))));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Tissue      {slide.Measures.TissueSquareMillimetres ?? 0:0.##} mm2 in {slide.Measures.Cuts} cuts; {slide.Tiles} tiles of 112 um"));
        if (slide.Measures.Stain is { } stain)
            Console.WriteLine($"Stain       {stain}");
        Console.WriteLine(inspection.Identifying.Count == 0 ? "Identifying nothing was found" : "Identifying (kinds and where they stand; values are not shown, and none of it reaches bags or reports)");
        foreach (var matter in inspection.Identifying.GroupBy(matter => matter.Kind))
            Console.WriteLine($"    {Kind(matter.Key)}: {string.Join(", ", matter.Select(m => m.Where))}");
    }

    private static string Words(Resolution? resolution, ScannedSlide slide) => resolution switch
    {
        { Source: ResolutionSource.Vendor } r => Number(r, "said by the scanner"),
        { Source: ResolutionSource.TiffTags } r => Number(r, "from the TIFF tags"),
        { } r => Number(r, "said by you"),
        null => slide.Measures.MicronsPerPixel is null ? "not known: give --mpp, or an overrides table" : "",
    };

    private static string Number(Resolution r, string source) => string.Create(CultureInfo.InvariantCulture, $"{r.X:0.####} x {r.Y:0.####} um/px, {source}");

    private static string Kind(IdentifyingKind kind) => kind switch
    {
        IdentifyingKind.LabelImage => "photograph of the label",
        IdentifyingKind.MacroImage => "photograph of the glass",
        IdentifyingKind.OtherImage => "other picture",
        IdentifyingKind.Date => "date or time",
        IdentifyingKind.Identifier => "number or code",
        IdentifyingKind.Person => "person",
        IdentifyingKind.Device => "device",
        IdentifyingKind.FreeText => "free text",
        _ => "file name",
    };
}
