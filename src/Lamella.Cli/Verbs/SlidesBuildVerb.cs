using System.CommandLine;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Simulation.Slides;
using Lamella.Simulation.Slides.Painted;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Simulation.Slides.Tiled;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides build --out DIR [--from TILES --index FILE]</c>: slides with lesions whose outlines are known, painted or put together from tiles.</summary>
internal static class SlidesBuildVerb
{
    private static readonly Option<string> Output = new("--out") { Description = "Folder for the slides: new, empty, or built before with the same options.", Required = true };
    private static readonly Option<string?> From = new("--from") { Description = "Folder of tiles to put slides together from; left out: slides are painted." };
    private static readonly Option<string?> Index = new("--index") { Description = "Table of the tiles: file, label (0 normal, 1 lesion); left out: labels.csv in the folder." };
    private static readonly Option<string?> PatientColumn = new("--patient-column") { Description = "Column of that table with the patient, so that --part keeps patients together." };
    private static readonly Option<double?> SourceMpp = new("--source-mpp") { Description = "Micrometres per pixel of the tiles." };
    private static readonly Option<string?> Part = new("--part") { Description = "K/N: only the K-th of N parts of the tiles, which share none; one part a hospital or split." };
    private static readonly Option<double> StainShift = new("--stain-shift") { Description = "With --from: how far the hospital's stain differs, 0 to .5." };
    private static readonly Option<int> First = new("--first") { Description = "With --from: number of the first slide; a hospital's test slides go on where its training slides end.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Slides = new("--slides") { Description = "Number of slides.", DefaultValueFactory = _ => 12 };
    private static readonly Option<string?> Hospital = new("--hospital") { Description = "Painted: alder, birch, cedar or elm; with --from: any name." };
    private static readonly Option<double> PositiveShare = new("--positive-share") { Description = "Share of slides with a lesion.", DefaultValueFactory = _ => 0.5 };
    private static readonly Option<double?> Mpp = new("--mpp") { Description = "Micrometres per pixel of the slides; left out: .5, or that of the tiles." };
    private static readonly Option<int?> Size = new("--size") { Description = "Width of a slide: pixels when painted, tiles with --from." };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "What chance hangs on.", DefaultValueFactory = _ => 1UL };
    private static readonly Option<int?> Levels = new("--levels") { Description = "Levels of the pyramid; left out: down to one stored tile." };
    private static readonly Option<int> Factor = new("--factor") { Description = "How much smaller each level is than the one before.", DefaultValueFactory = _ => 2 };
    private static readonly Option<int> TileSize = new("--tile-size") { Description = "Side of a stored tile in pixels: a multiple of 16 and of the factor.", DefaultValueFactory = _ => 256 };
    private static readonly Option<bool> Json = new("--json") { Description = "Say what was built as JSON." };

    public static Command Create()
    {
        var command = new Command("build", "Build slides with lesions whose outlines are known: painted, or put together from tiles.")
        {
            Output, From, Index, PatientColumn, SourceMpp, Part, StainShift, First, Slides, Hospital, PositiveShare, Mpp, Size, Seed, Levels, Factor, TileSize, Json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var json = parsed.GetValue(Json);
            var progress = json ? null : new PlainShare();
            var slides = parsed.GetValue(From) is { } tiles ? Tiled(parsed, tiles, progress, cancellation) : Painted(parsed, progress, cancellation);
            Say(slides, Path.GetFullPath(parsed.GetRequiredValue(Output)), json);
            return Task.FromResult(0);
        });
        return command;
    }

    private static IReadOnlyList<BuiltSlide> Painted(ParseResult parsed, IProgress<double>? progress, CancellationToken cancellation)
    {
        Option[] tilesOnly = [Index, PatientColumn, SourceMpp, Part, StainShift, First];
        if (tilesOnly.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } alone)
            throw new LamellaException(ErrorCodes.UsageWrong, $"{alone.Name} concerns slides from tiles, and no tiles are named.", "Name their folder with --from, or leave it out.");
        var defaults = new PaintedSlideOptions { OutputFolder = "" };
        return PaintedSlideBuilder.Build(
            new PaintedSlideOptions
            {
                OutputFolder = Path.GetFullPath(parsed.GetRequiredValue(Output)),
                Seed = parsed.GetValue(Seed),
                Slides = parsed.GetValue(Slides),
                Hospital = parsed.GetValue(Hospital),
                PositiveShare = parsed.GetValue(PositiveShare),
                Width = parsed.GetValue(Size) ?? defaults.Width,
                MicronsPerPixel = parsed.GetValue(Mpp) ?? defaults.MicronsPerPixel,
                Pyramid = Pyramid(parsed),
                Progress = progress,
            },
            cancellation);
    }

    private static IReadOnlyList<BuiltSlide> Tiled(ParseResult parsed, string tiles, IProgress<double>? progress, CancellationToken cancellation)
    {
        var mpp = parsed.GetValue(SourceMpp)
            ?? throw new LamellaException(ErrorCodes.UsageWrong, "The resolution of the tiles is not given.", "Give it with --source-mpp, in micrometres per pixel.");
        var source = SourceTiles.Read(tiles, parsed.GetValue(Index) ?? Path.Combine(tiles, "labels.csv"), patientColumn: parsed.GetValue(PatientColumn));
        var defaults = new TileSlideOptions { OutputFolder = "", Source = source, SourceMicronsPerPixel = mpp };
        if (parsed.GetValue(Part) is { } part)
            source = PartOf(source, part, parsed.GetValue(Seed));
        return TileSlideBuilder.Build(
            new TileSlideOptions
            {
                OutputFolder = Path.GetFullPath(parsed.GetRequiredValue(Output)),
                Source = source,
                SourceMicronsPerPixel = mpp,
                MicronsPerPixel = parsed.GetValue(Mpp),
                Seed = parsed.GetValue(Seed),
                Hospital = parsed.GetValue(Hospital) ?? defaults.Hospital,
                Slides = parsed.GetValue(Slides),
                First = parsed.GetValue(First),
                PositiveShare = parsed.GetValue(PositiveShare),
                WidthInTiles = parsed.GetValue(Size) ?? defaults.WidthInTiles,
                StainShift = parsed.GetValue(StainShift),
                Pyramid = Pyramid(parsed),
                Progress = progress,
            },
            cancellation);
    }

    private static SourceTiles PartOf(SourceTiles source, string part, ulong seed)
    {
        var numbers = part.Split('/');
        if (numbers.Length != 2 || !int.TryParse(numbers[0], out var which) || !int.TryParse(numbers[1], out var count) || which < 1 || which > count || count > 1000)
            throw new LamellaException(ErrorCodes.UsageWrong, $"--part '{part}' is not K/N with K from 1 to N.", "Write for example --part 1/4.");
        return source.Partition(count, seed)[which - 1];
    }

    private static PyramidOptions Pyramid(ParseResult parsed) => new()
    {
        Levels = parsed.GetValue(Levels),
        Factor = parsed.GetValue(Factor),
        TileSize = parsed.GetValue(TileSize),
    };

    private static void Say(IReadOnlyList<BuiltSlide> slides, string folder, bool json)
    {
        if (!json)
        {
            Console.WriteLine($"{slides.Count} slides, {slides.Count(slide => slide.Positive)} of them with a lesion, in {folder}.");
            Console.WriteLine($"Labels: {Path.Combine(folder, "slides.csv")}; outlines of lesions: {Path.Combine(folder, "truth")}.");
            return;
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            folder,
            slides = slides.Select(slide => new { slide = Path.GetFileNameWithoutExtension(slide.File), patient = slide.Patient, label = slide.Positive ? 1 : 0, file = slide.File, truth = slide.TruthFile }),
        }));
    }

    /// <summary>A line for every tenth that is done.</summary>
    private sealed class PlainShare : IProgress<double>
    {
        private readonly Lock gate = new();
        private int said;

        public void Report(double value)
        {
            lock (gate)
            {
                if ((int)(value * 10) <= said)
                    return;
                said = (int)(value * 10);
                Console.WriteLine($"{said * 10} %");
            }
        }
    }
}
