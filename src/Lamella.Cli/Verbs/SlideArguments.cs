using System.CommandLine;
using Lamella.Federation;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Quality;

namespace Lamella.Cli.Verbs;

/// <summary>The arguments that the verbs over a folder of slides share, and what they come to.</summary>
internal sealed class SlideArguments
{
    private readonly Argument<string> folder = new("folder") { Description = "Folder of slides; nothing is written there." };
    private readonly Option<string?> contract = new("--contract") { Description = "Extraction contract of the study; left out: built-in encoder, 112 um tiles at .5 um/px." };
    private readonly Option<double?> mpp = new("--mpp") { Description = "um/px of level 0 for slides that do not say it; left out: such slides are refused." };
    private readonly Option<string?> overrides = new("--overrides") { Description = "Table: slide, mpp, exclude, region; what you say of single slides." };
    private readonly Option<string?> regions = new("--regions") { Description = "Folder of QuPath GeoJSON files named after the slides: regions to include or exclude." };
    private readonly Option<string?> truth = new("--truth-class") { Description = "Class of annotations in --regions that is the truth of tiles, for evidence." };
    private readonly Option<string?> table = new("--table") { Description = "Clinical table that says whose slide is whose." };
    private readonly Option<string?> patientColumn = new("--patient-column") { Description = "Its column with the patient's id; left out: a usual name." };
    private readonly Option<string?> slideColumn = new("--slide-column") { Description = "Its column with the slide's file; left out: a usual name, else ids are looked for in file names." };
    private readonly Option<int?> readers = new("--readers") { Description = "Threads that read tiles; left out: what the encoder leaves free." };
    private readonly Option<int> threads = new("--threads") { Description = "Threads of an ONNX encoder.", DefaultValueFactory = _ => 1 };

    public Argument<string> Folder => folder;

    public Command AddTo(Command command)
    {
        command.Add(folder);
        foreach (var option in new Option[] { contract, mpp, overrides, regions, truth, table, patientColumn, slideColumn, readers, threads })
            command.Add(option);
        return command;
    }

    /// <summary>The job; whoever gets it disposes its encoder.</summary>
    /// <exception cref="LamellaException">A file is missing or wrong, a number out of bounds, or the encoder is not to be had.</exception>
    public ExtractionJob Job(ParseResult parsed)
    {
        var bounds = new QualityOptions();
        Bound("--mpp", parsed.GetValue(mpp), bounds.FinestResolution, bounds.CoarsestResolution);
        Bound("--readers", parsed.GetValue(readers), 1, 16);
        Bound("--threads", parsed.GetValue(threads), 1, 64);
        if (!Directory.Exists(parsed.GetRequiredValue(folder)))
            throw new LamellaException(ErrorCodes.FileMissing, $"there is no folder '{parsed.GetRequiredValue(folder)}'.", File.Exists(parsed.GetRequiredValue(folder)) ? "This is a file; 'slides inspect' looks at one slide." : "Check the path, and that the share is mounted.");
        if (parsed.GetValue(regions) is { } missing && !Directory.Exists(missing))
            throw new LamellaException(ErrorCodes.FileMissing, $"the folder of regions '{missing}' does not exist.", "Check --regions.");
        if (parsed.GetValue(truth) is not null && parsed.GetValue(regions) is null)
            throw new LamellaException(ErrorCodes.UsageWrong, "--truth-class needs annotations.", "Name their folder with --regions.");
        var asked = parsed.GetValue(contract) is { } file ? ExtractionContract.Read(file) : new ExtractionContract();
        var said = parsed.GetValue(overrides) is { } overrideFile ? OverrideTable.Read(overrideFile) : OverrideTable.Empty;
        var patients = parsed.GetValue(table) is { } tableFile ? SlidePatients.Read(tableFile, parsed.GetValue(patientColumn), parsed.GetValue(slideColumn)) : null;
        return new ExtractionJob
        {
            SlideFolder = parsed.GetRequiredValue(folder),
            Contract = asked,
            Encoder = ContractEncoder.Open(asked, parsed.GetValue(threads)),
            MicronsPerPixel = parsed.GetValue(mpp),
            Overrides = said,
            Patients = patients,
            RegionFolder = parsed.GetValue(regions),
            TruthClass = parsed.GetValue(truth),
            Readers = parsed.GetValue(readers),
        };
    }

    private static void Bound(string option, double? value, double least, double most)
    {
        if (value is { } given && !(given >= least && given <= most))
            throw new LamellaException(ErrorCodes.UsageWrong, $"{option} is {given}.", $"Give {least} to {most}.");
    }
}
