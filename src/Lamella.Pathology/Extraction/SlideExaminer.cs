using Lamella.Federation;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;
using Lamella.Pathology.Stain;
using Lamella.Pathology.Tiles;
using Lamella.Pathology.Tissue;

namespace Lamella.Pathology.Extraction;

/// <summary>
/// Looks at one slide: resolution, overview, tissue, tiles, and a sample of tiles for focus and stain. Ends in findings, never in an exception, unless it
/// was stopped or what the user gave cannot be used.
/// </summary>
/// <param name="job">What is looked at and how.</param>
/// <param name="measureRate">Whether to read neighbouring tiles too, as an extraction does, and take the time.</param>
internal sealed class SlideExaminer(ExtractionJob job, bool measureRate = false)
{
    // Enough for a median of focus and for the stains; a few tenths of a second.
    private const int SampleTiles = 24;
    private const int TruthShare = 2;

    // 2 GB of features.
    private const long MostValues = 1L << 29;

    private readonly byte[] tile = new byte[job.Encoder.InputSize * job.Encoder.InputSize * 3];

    /// <summary>Examines a slide; whoever gets it disposes it.</summary>
    /// <param name="file">Path relative to the folder of slides.</param>
    /// <param name="drawKey">Whose tiles are drawn where there are too many.</param>
    /// <param name="cancellationToken">Stops.</param>
    public ExaminedSlide Examine(string file, string drawKey, CancellationToken cancellationToken)
    {
        var said = job.Overrides.Find(file);
        if (said is { Exclude: true })
            return new ExaminedSlide { Findings = [new Finding(FindingCodes.Excluded, Verdict.Refused, "The hospital's own table leaves the slide out.")] };
        if (PictureNames.ShowsLabel(file))
            return new ExaminedSlide { Findings = [new Finding(FindingCodes.LabelPicture, Verdict.Refused, "By its name the picture shows a label or a whole glass, which may bear a name; it was not opened. Keep such pictures out of the folder.")] };
        ISlide? slide = null;
        try
        {
            slide = SlideOpener.Open(Path.Combine(job.SlideFolder, file), job.Retry, cancellationToken);
            return Examine(slide, file, said, drawKey, cancellationToken);
        }
        catch (SlideException fault)
        {
            // What was read before is not vouched for.
            var measures = slide is null ? new SlideMeasures() : new SlideMeasures { Levels = slide.Levels.Count, ClaimedMicronsPerPixel = slide.Info.Resolution?.Mean };
            slide?.Dispose();
            return new ExaminedSlide { Findings = [fault.Finding], Measures = measures };
        }
        catch (LamellaException fault) when (fault.Code == ErrorCodes.RegionsInvalid)
        {
            slide?.Dispose();
            return new ExaminedSlide { Findings = [new Finding(FindingCodes.RegionsInvalid, Verdict.Refused, $"The regions drawn for the slide cannot be used: {fault.Fault} {fault.Remedy}")] };
        }
        catch
        {
            slide?.Dispose();
            throw;
        }
    }

    private ExaminedSlide Examine(ISlide slide, string file, SlideOverride? said, string drawKey, CancellationToken cancellationToken)
    {
        var resolution = ResolutionOf(slide.Info, said);
        var overview = Overview.Read(slide, resolution, cancellationToken);
        var regions = RegionsOf(slide.Info, file, said);
        var (width, height) = (overview.Image.Width, overview.Image.Height);
        var within = regions is null ? null : RegionMask.From(regions, width, height, slide.Info.Width / (double)width, slide.Info.Height / (double)height);
        // Without a resolution the mask is for the eye only.
        var tissue = TissueFinder.Find(overview.Image, resolution is null ? Overview.Standard : overview.MicronsPerPixel, new TissueOptions { Method = job.Contract.Tissue }, within);
        var grid = resolution is null
            ? new TileGrid(1, 1, [])
            : TileGrid.Lay(slide.Info, resolution, job.Contract.TileSize * job.Contract.MicronsPerPixel, tissue.Mask, job.Contract.MinimumTissue);
        var sample = Sample(slide, overview.UsableLevels, grid, drawKey, cancellationToken);
        var measures = new SlideMeasures
        {
            MicronsPerPixel = resolution?.Mean,
            ClaimedMicronsPerPixel = slide.Info.Resolution?.Mean,
            WantedMicronsPerPixel = job.Contract.MicronsPerPixel,
            LongerSide = Math.Max(slide.Info.Width, slide.Info.Height),
            Levels = slide.Levels.Count,
            UsableLevels = overview.UsableLevels,
            LargestLevelStep = slide.Levels.Zip(slide.Levels.Skip(1), (fine, coarse) => coarse.ScaleX / fine.ScaleX).DefaultIfEmpty(1).Max(),
            // Without a resolution there is no area and no tile, and nothing is found about them.
            TissueSquareMillimetres = resolution is null ? null : tissue.TissueSquareMillimetres,
            Cuts = tissue.Mask.CutCount,
            TilesFound = resolution is null ? null : grid.Tiles.Count,
            FocusMedian = sample.Focus,
            PenShare = tissue.PenShare,
            BlackShare = tissue.BlackShare,
            WhiteShare = tissue.WhiteShare,
            Stain = sample.Stain,
            StainMatrix = sample.Matrix,
        };
        var findings = SlideJudge.Judge(measures, job.Quality).ToList();
        if (FileNameCheck.LooksLikeAName(Path.GetFileName(file)))
            findings.Add(new Finding(FindingCodes.NameInFileName, Verdict.Warning, "The file's name looks like a person's; it reaches no bag. Rename the file if others see the folder."));
        if ((long)Math.Min(grid.Tiles.Count, job.Contract.MaxTiles == 0 ? int.MaxValue : job.Contract.MaxTiles) * job.Encoder.Dimension > MostValues)
            findings.Add(new Finding(FindingCodes.TooManyTiles, Verdict.Refused, $"The slide gives {grid.Tiles.Count} tiles of {job.Encoder.Dimension} features, more than one bag can hold. Let the contract draw fewer (maxTiles)."));
        // Tiles as they are would stand beside normalised ones under one contract.
        if (job.Contract.NormaliseTo is not null && grid.Tiles.Count > 0 && sample.Matrix is null)
            findings.Add(new Finding(FindingCodes.StainUnknown, Verdict.Refused, "The contract brings stains to a reference, and the slide holds too little of two stains to tell its own. Leave the slide out, or look whether it is H&E."));
        var kept = findings.Any(finding => finding.Verdict == Verdict.Refused) ? grid with { Tiles = [] } : grid.Draw(job.Contract.MaxTiles, drawKey, job.Contract.Seed);
        return new ExaminedSlide
        {
            Slide = slide,
            Overview = overview,
            Tissue = tissue,
            Measures = measures,
            Findings = [.. findings.OrderByDescending(finding => finding.Verdict)],
            Tiles = kept.Tiles,
            TileWidth = grid.Width,
            TileHeight = grid.Height,
            TileTruth = job.TruthClass is { } truth ? Truth(regions, truth, kept) : null,
            UsableLevels = overview.UsableLevels,
            Normaliser = job.Contract.NormaliseTo is { } target && sample.Matrix is { } source ? new StainNormaliser(source, target) : null,
            Sampled = (sample.Tiles, sample.Time),
        };
    }

    /// <summary>The hospital's word for this slide, else the file's, else what was said for all; null when none of it can be.</summary>
    internal Resolution? ResolutionOf(SlideInfo info, SlideOverride? said) =>
        said?.MicronsPerPixel is { } own ? new Resolution(own, own, ResolutionSource.Override)
        : info.Resolution is { } claimed && job.Quality.IsPlausible(claimed.X, claimed.Y) ? claimed
        : (job.MicronsPerPixel is { } all ? new Resolution(all, all, ResolutionSource.Option) : null);

    private Regions? RegionsOf(SlideInfo info, string file, SlideOverride? said)
    {
        Regions? regions = null;
        if (RegionFile(job, file) is { } path)
        {
            using var stream = File.OpenRead(path);
            regions = Regions.Read(stream);
        }

        return said?.Region is not { } box ? regions : new Regions([.. regions?.Items ?? [], Rectangle(box.X, box.Y, Math.Min(info.Width, box.X + box.Width), Math.Min(info.Height, box.Y + box.Height))]);
    }

    private static Region Rectangle(double left, double top, double right, double bottom) =>
        new("Include", RegionUse.Include, [new Polygon([[new Vertex(left, top), new Vertex(right, top), new Vertex(right, bottom), new Vertex(left, bottom)]])]);

    /// <summary>The slide's file of regions: beside its relative path, or by its name alone; null when there is none.</summary>
    internal static string? RegionFile(ExtractionJob job, string file) => job.RegionFolder is not { } folder ? null
        : new[] { Path.ChangeExtension(file, ".geojson"), Path.GetFileNameWithoutExtension(file) + ".geojson" }
            .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static byte[] Truth(Regions? regions, string truth, TileGrid grid) =>
        [.. grid.Tiles.Select(t => (byte)((regions?.Coverage(truth, t.X, t.Y, t.X + grid.Width, t.Y + grid.Height) ?? 0) * TruthShare >= 1 ? 1 : 0))];

    private (double? Focus, StainVerdict? Stain, StainMatrix? Matrix, int Tiles, TimeSpan Time) Sample(ISlide slide, int levels, TileGrid grid, string drawKey, CancellationToken cancellationToken)
    {
        if (grid.Tiles.Count == 0)
            return (null, null, null, 0, TimeSpan.Zero);
        var reader = new RegionReader(slide, levels, Fidelity.Features);
        var (estimator, classifier, side) = (new MacenkoEstimator(), new StainClassifier(), job.Encoder.InputSize);
        var focus = new List<double>();
        var chosen = grid.Draw(SampleTiles, drawKey, seed: 0).Tiles;
        foreach (var at in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Read(at.X, at.Y, grid.Width, grid.Height, side, side, tile);
            focus.Add(Focus.LaplacianVariance(tile, side, side));
            estimator.Add(tile);
            classifier.Add(tile);
        }

        focus.Sort();
        var (tiles, time) = measureRate ? ReadNeighbours(reader, grid, cancellationToken) : (0, TimeSpan.Zero);
        return (focus[focus.Count / 2], classifier.Finish(), estimator.Finish()?.Matrix, tiles, time);
    }

    /// <summary>A batch from the middle, read in order: tiles of a sample lie apart and cost several times as much each.</summary>
    private (int Tiles, TimeSpan Time) ReadNeighbours(RegionReader reader, TileGrid grid, CancellationToken cancellationToken)
    {
        var (start, side, count) = (job.Time.GetTimestamp(), job.Encoder.InputSize, Math.Min(job.Encoder.Batch, grid.Tiles.Count));
        foreach (var at in grid.Tiles.Skip((grid.Tiles.Count - count) / 2).Take(count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Read(at.X, at.Y, grid.Width, grid.Height, side, side, tile);
        }

        return (count, job.Time.GetElapsedTime(start));
    }
}
