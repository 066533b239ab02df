using System.Globalization;
using Lamella.Federation.Metrics;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Extraction;
using Lamella.Simulation;
using Lamella.Simulation.Results;
using Lamella.Simulation.Slides;
using Lamella.Simulation.Slides.Tiled;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Studies;

/// <summary>
/// Slides with planted tumour, from slides to study: labels of slides alone teach where the tumour lies. samples/pcam-slides.yaml on smaller slides and with
/// fewer seeds than docs/results.md; no source tile is in two hospitals, or in train and test.
/// </summary>
public class PlantedLesionTests
{
    private const double MicronsPerPixel = 0.97;
    private const int Train = 32, Test = 24;

    [Fact]
    public async Task Federated_training_on_slide_labels_finds_planted_tumour()
    {
        var encoderFile = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        var tiles = SharedData.Require("pcam");
        using var folder = new TemporaryFolder();
        var parts = SourceTiles.Read(tiles, Path.Combine(tiles, "labels.csv")).Partition(4, 1);
        foreach (var (hospital, part) in new[] { ("north", 0), ("south", 2) })
            Hospital(folder.File(hospital), hospital, parts[part], parts[part + 1], encoderFile);

        var study = Study.Load(
            Path.Combine(SharedData.RepositoryRoot, "samples", "pcam-slides.yaml"),
            folder.FullName,
            ["baselines.local=false", "baselines.ensemble=false", "baselines.pooled=false", "reporting.bootstrap=50"]);
        var outcome = await Simulation.Simulation.RunAsync(study, new SimulationOptions { Output = folder.File("out"), Seeds = [42, 43], Parallel = 2 }, TestContext.Current.CancellationToken);

        TestContext.Current.SendDiagnosticMessage($"slides {string.Join(" ", Values(outcome.Results, "auc"))}, tiles {string.Join(" ", Values(outcome.Results, "tileAuc"))}");
        Assert.All(Values(outcome.Results, "auc"), value => Assert.InRange(value, 0.9, 1));
        Assert.All(Values(outcome.Results, "tileAuc"), value => Assert.InRange(value, 0.8, 1));
    }

    /// <summary>What stands at a hospital: training slides, test slides of other source tiles, a table, and a store of bags.</summary>
    private static void Hospital(string folder, string name, SourceTiles train, SourceTiles test, string encoderFile)
    {
        var sets = new[] { (Name: "train", Source: train, First: 1, Slides: Train), (Name: "test", Source: test, First: Train + 1, Slides: Test) };
        var built = sets.Select(set => (set.Name, Slides: TileSlideBuilder.Build(new TileSlideOptions
        {
            OutputFolder = Path.Combine(folder, set.Name),
            Source = set.Source,
            SourceMicronsPerPixel = MicronsPerPixel,
            Hospital = name,
            First = set.First,
            Slides = set.Slides,
            WidthInTiles = 18,
        }))).ToArray();
        var table = Path.Combine(folder, "clinical.csv");
        File.WriteAllLines(table, built.SelectMany(set => set.Slides.Select(slide => Row(slide, set.Name))).Prepend("slide,patient,label,part"));

        var options = new OnnxEncoderOptions { MicronsPerPixel = MicronsPerPixel, TileSize = 115 };
        using var encoder = new OnnxEncoder(encoderFile, options);
        var contract = new ExtractionContract { Encoder = encoder.Contract.EncoderSha256, MicronsPerPixel = options.MicronsPerPixel, TileSize = options.TileSize };
        using var store = SlideStore.OpenForWriting(Path.Combine(folder, "store"), contract);
        foreach (var (set, _) in built)
        {
            var summary = Extractor.Run(
                new ExtractionJob
                {
                    SlideFolder = Path.Combine(folder, set),
                    Contract = contract,
                    Encoder = encoder,
                    Patients = SlidePatients.Read(table, null, null),
                    RegionFolder = Path.Combine(folder, set, "truth"),
                    TruthClass = "Tumor", // for the tile scores' evidence; nothing is trained on it
                },
                store,
                TestContext.Current.CancellationToken);
            Assert.Equal(0, summary.Refused);
        }
    }

    private static string Row(BuiltSlide slide, string part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(slide.File)},{slide.Patient},{(slide.Positive ? 1 : 0)},{part}");

    private static List<double> Values(StudyResults results, string metric) =>
    [
        .. results.Runs.Where(run => run.Arm == ArmNames.Federated).SelectMany(run => run.Metrics).Where(m => m.Scope == ScopeNames.Pooled && m.Name == metric).Select(m => m.Value!.Value),
    ];
}
