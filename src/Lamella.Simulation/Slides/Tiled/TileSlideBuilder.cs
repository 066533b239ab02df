using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Pathology.Tiles;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Simulation.Slides.Shapes;

namespace Lamella.Simulation.Slides.Tiled;

/// <summary>
/// Slides put together from real tiles: an irregular piece of tissue on glass, made of normal tiles, with compact patches of lesion tiles whose outlines
/// are known exactly. Tiles are turned and mirrored by chance and come again when there are too few.
/// </summary>
public static class TileSlideBuilder
{
    /// <summary>Builds the slides.</summary>
    /// <exception cref="LamellaException">An option is out of its range, a tile is unreadable, or the folder holds something else.</exception>
    public static IReadOnlyList<BuiltSlide> Build(TileSlideOptions options, CancellationToken cancellationToken = default)
    {
        Check(options);
        var side = TileDecoder.CommonSize(options.Source.Folder, options.Source.Tiles.Select(tile => new TileRecord(tile.File, null, null, null)));
        var stored = Math.Max(8, (int)Math.Round(side * options.SourceMicronsPerPixel / (options.MicronsPerPixel ?? options.SourceMicronsPerPixel)));
        var width = (long)options.WidthInTiles * stored;
        if (width > 200_000)
            throw new LamellaException(ErrorCodes.UsageWrong, $"slides would be {width} px wide.", "Take fewer tiles per slide or more um/px; 200,000 px is the most.");
        var folder = SlideFolder.Take(options.OutputFolder, MarkOf(options, side));
        var positive = SlideBatch.Positives(options.Slides, options.PositiveShare, options.Seed, options.Hospital);
        var slides = positive.Select((has, number) => folder.Slide(NameOf(options, number), NameOf(options, number), has)).ToArray();
        var store = new TileStore(options.Source, side, stored, StainCurve.Draw(options.Seed, options.Hospital, options.StainShift));
        var pyramid = options.Pyramid with { MicronsPerPixel = options.SourceMicronsPerPixel * side / stored };
        SlideBatch.Build(
            slides,
            options.Threads,
            number =>
            {
                var painter = Plan(options, store, stored, slides[number].Positive, number);
                TruthFile.Write(slides[number].TruthFile, painter.Lesions.Regions);
                PyramidWriter.Write(slides[number].File, options.WidthInTiles * stored, HeightInTiles(options) * stored, painter, pyramid, cancellationToken);
            },
            options.Progress,
            cancellationToken);
        folder.WriteTable(slides);
        return slides;
    }

    private static MosaicPainter Plan(TileSlideOptions options, TileStore store, int stored, bool positive, int number)
    {
        var stream = new RandomStream(options.Seed, options.Hospital + "/mosaic", Purposes.Synthetic, (ulong)(options.First - 1 + number));
        var tissue = TissueShape.Draw(ref stream, options.WidthInTiles * stored, HeightInTiles(options) * stored, options.TissueShare);
        // Lesion tiles lie wholly inside the tissue, so that their outline is the truth to the pixel.
        var inner = tissue.Eroded().Eroded().Coarser(stored);
        var (least, most) = options.LesionTiles;
        var target = positive ? least + stream.NextInt(most - least + 1) : 0;
        var lesions = LesionPlan.Draw(ref stream, inner, target);
        if (positive && lesions.Regions.Count == 0)
            throw new LamellaException(ErrorCodes.UsageWrong, $"the tissue is too small for a lesion ({inner.Count} whole tiles).", "Make slides larger, or their share of tissue.");
        return new MosaicPainter(store, stored, tissue, lesions, stream.NextUInt64());
    }

    private static int HeightInTiles(TileSlideOptions options) => Math.Max(1, options.WidthInTiles * 4 / 5);

    private static string NameOf(TileSlideOptions options, int number) => string.Create(CultureInfo.InvariantCulture, $"{options.Hospital}-{options.First + number:D3}");

    private static string MarkOf(TileSlideOptions options, int side) => string.Create(
        CultureInfo.InvariantCulture,
        $"Slides put together from tiles.\nversion 1, seed {options.Seed}, {options.Slides} slides of {options.Hospital}{(options.First > 1 ? $" from {options.First}" : "")}, {options.WidthInTiles} tiles of {side} px wide, {options.SourceMicronsPerPixel:R} um/px stored at {options.MicronsPerPixel ?? options.SourceMicronsPerPixel:R}, positive {options.PositiveShare:R}, lesion {options.LesionTiles.Least} to {options.LesionTiles.Most}, tissue {options.TissueShare:R}, stain {options.StainShift:R}\n{options.Source.Tiles.Count} tiles, {options.Source.Digest()}\n{SlideBatch.Describe(options.Pyramid)}\n");

    private static void Check(TileSlideOptions options)
    {
        var faults = new List<string>();
        if (options.Hospital.Length is 0 or > 40 || options.Hospital.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
            faults.Add("the hospital's name goes into file names: 1 to 40 letters, digits and '-'");
        SlideBatch.Require(faults, "um/px of the tiles", options.SourceMicronsPerPixel, 0.05, 20);
        SlideBatch.Require(faults, "um/px of the slides", options.MicronsPerPixel ?? 1, 0.05, 20);
        SlideBatch.Require(faults, "the number of slides", options.Slides, 1, 10_000);
        SlideBatch.Require(faults, "the number of the first slide", options.First, 1, 1_000_000);
        SlideBatch.Require(faults, "the share of positive slides", options.PositiveShare, 0, 1);
        SlideBatch.Require(faults, "the width in tiles", options.WidthInTiles, 6, 500);
        SlideBatch.Require(faults, "the share of tissue", options.TissueShare, 0.05, 0.6);
        SlideBatch.Require(faults, "the least number of lesion tiles", options.LesionTiles.Least, 1, 10_000);
        SlideBatch.Require(faults, "the greatest number of lesion tiles", options.LesionTiles.Most, options.LesionTiles.Least, 10_000);
        SlideBatch.Require(faults, "the shift of the stain", options.StainShift, 0, 0.5);
        SlideBatch.Require(faults, "the number of threads", options.Threads, 1, 64);
        SlideBatch.Check(faults, options.Pyramid);
    }
}
