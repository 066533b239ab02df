using System.CommandLine;
using System.Globalization;
using Lamella.Cli.Progress;
using Lamella.Federation.Metrics;
using Lamella.Federation;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Files;
using Lamella.Simulation;
using Lamella.Simulation.Reporting.Slides;
using Lamella.Simulation.Results;
using Lamella.Simulation.Synthetic;

namespace Lamella.Cli.Verbs;

/// <summary><c>demo</c>: the main job on painted slides of four made-up hospitals, from slides to report.</summary>
internal static class DemoVerb
{
    private const string ProtocolResource = "demo.yaml";

    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "Folder for data, results and report.", DefaultValueFactory = _ => "lamella-demo" };
        var command = new Command("demo", "Four made-up hospitals train together on painted slides; ends with a report.") { output };
        command.SetAction((parsed, cancellation) => RunAsync(Path.GetFullPath(parsed.GetRequiredValue(output)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancellation)
    {
        var protocol = Path.Combine(folder, "study.yaml");
        TakeFolder(folder, protocol);
        Console.WriteLine("1/3  Painting slides for four hospitals that do not exist (everything here is synthetic)");
        var options = new SyntheticOptions();
        var data = Path.Combine(folder, "data");
        var sites = SyntheticConsortium.Write(data, options, cancellationToken: cancellation);

        Console.WriteLine("2/3  Turning slides into feature bags, at each hospital, with the built-in encoder");
        foreach (var site in sites)
            Extract(site, cancellation);

        Console.WriteLine("3/3  Training: each hospital alone, together, and pooled for comparison");
        var simulation = new SimulationOptions
        {
            Output = Path.Combine(folder, "results"),
            Parallel = Math.Max(1, Environment.ProcessorCount),
            Command = "./lamella demo",
            SyntheticData = true,
        };
        var study = Study.Load(protocol, data);
        var outcome = await StudyProgress.ShowAsync(progress => Simulation.Simulation.RunAsync(study, simulation with { Progress = progress }, cancellation));
        Say(outcome, ResultsFile.ReadComparisons(Path.Combine(simulation.Output, ResultsFile.ComparisonsName)), Path.Combine(sites[0].StoreFolder, SlideReport.FileName));
        return 0;
    }

    /// <summary>What each hospital does for itself: verdicts, bags and a page to look at.</summary>
    private static void Extract(SyntheticSite site, CancellationToken cancellation)
    {
        var contract = new ExtractionContract();
        using var encoder = new BuiltInEncoder(contract.TileSize, contract.MicronsPerPixel);
        using var store = SlideStore.OpenForWriting(site.StoreFolder, contract);
        var summary = Extractor.Run(
            new ExtractionJob
            {
                SlideFolder = site.SlideFolder,
                Contract = contract,
                Encoder = encoder,
                Patients = SlidePatients.Read(site.ClinicalFile, site.PatientColumn, site.SlideColumn),
                RegionFolder = site.TruthFolder,
                TruthClass = SyntheticConsortium.LesionClass,
            },
            store,
            cancellation);
        SlideReport.Write(Path.Combine(store.Folder, SlideReport.FileName), store);
        var slides = store.Catalogue.Slides();
        Console.WriteLine($"     {site.Name}: {slides.Count} slides, {summary.Refused} refused, {slides.Sum(slide => slide.TilesInBag)} tiles");
    }

    /// <summary>The protocol is written first and marks the folder as a demo's: one with other files, or whose protocol was edited, is refused.</summary>
    private static void TakeFolder(string folder, string protocol)
    {
        if (File.Exists(folder))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{folder} is a file.", "Name a folder with --out.");
        var begun = File.Exists(protocol) && File.ReadAllText(protocol) == ProtocolText();
        if (!begun && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{folder} holds other files.", "Name an empty folder with --out; nothing was changed.");
        Directory.CreateDirectory(folder);
        if (!begun)
            AtomicFile.WriteText(protocol, ProtocolText());
    }

    private static string ProtocolText()
    {
        using var stream = typeof(DemoVerb).Assembly.GetManifestResourceStream(ProtocolResource)!;
        return new StreamReader(stream).ReadToEnd();
    }

    /// <summary>Three sentences, the report's path, and what to type for data of one's own.</summary>
    private static void Say(StudyOutcome outcome, StudyComparisons comparisons, string slideReport)
    {
        string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "undefined";
        var pooled = comparisons.Summaries.Where(s => s.Scope == ScopeNames.Pooled).ToList();
        var federated = pooled.First(s => s.Arm == ArmNames.Federated);
        var alone = pooled.Where(s => ArmNames.SiteOf(s.Arm) is not null).Select(s => s.Mean).OfType<double>().ToList();
        var against = comparisons.Comparisons.First(c => c.Strategy == federated.Strategy && c.Against == StudyComparisons.BestLocal);
        var verdict = against switch
        {
            { Low: > 0 } => "training together was better than the best hospital alone",
            { High: < 0 } => "training together was worse than the best hospital alone",
            _ => "the difference to the best hospital alone is within chance",
        };
        Console.WriteLine();
        Console.WriteLine($"Four made-up hospitals trained a model together for three seeds, and only weights, counts and sums went between them.");
        Console.WriteLine($"Alone they reached an AUC of {Number(alone.Min())} to {Number(alone.Max())} on all test patients; together {Number(federated.Mean)} ({federated.Strategy}).");
        Console.WriteLine($"The difference is {Number(against.Mean)} (95 % interval {Number(against.Low)} to {Number(against.High)}): {verdict}.");
        Console.WriteLine();
        Console.WriteLine($"Report: {outcome.ReportFile}");
        Console.WriteLine($"Slides: {slideReport} (one such page at each hospital)");
        Console.WriteLine();
        Console.WriteLine("For your own slides and table:");
        Console.WriteLine("  ./lamella slides scan SLIDES                                             a verdict for every slide, nothing is written");
        Console.WriteLine("  ./lamella slides extract SLIDES --out DATA/SITE/store --table table.csv  slides to bags, at each hospital");
        Console.WriteLine("  ./lamella study new --table table.csv --bags DATA/SITE/store --out study.yaml  a first protocol from your table");
        Console.WriteLine("  ./lamella study check study.yaml --data DATA                             every fault at once");
        Console.WriteLine("  ./lamella simulate study.yaml --data DATA --out RESULTS                  train, compare, report");
    }
}
