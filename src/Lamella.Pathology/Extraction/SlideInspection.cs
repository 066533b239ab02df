using Lamella.Pathology.Encoders;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;

namespace Lamella.Pathology.Extraction;

/// <summary>One slide looked at closely.</summary>
/// <param name="Slide">Its verdict, as a scan gives it with the default contract.</param>
/// <param name="Resolution">um/px of level 0 and who says so; null when not known.</param>
/// <param name="Levels">Its pyramid, finest first.</param>
/// <param name="Identifying">What may lead to a person: kinds and where they stand, no values.</param>
public sealed record SlideInspection(ScannedSlide Slide, Resolution? Resolution, IReadOnlyList<SlideLevel> Levels, IReadOnlyList<IdentifyingMatter> Identifying)
{
    /// <summary>Looks at a slide.</summary>
    /// <param name="path">The file.</param>
    /// <param name="micronsPerPixel">um/px where the file does not say it; null: not known.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static SlideInspection Of(string path, double? micronsPerPixel, CancellationToken cancellationToken = default)
    {
        var contract = new ExtractionContract();
        using var encoder = new BuiltInEncoder(contract.TileSize, contract.MicronsPerPixel);
        var file = Path.GetFileName(path);
        var job = new ExtractionJob { SlideFolder = Path.GetDirectoryName(Path.GetFullPath(path))!, Contract = contract, Encoder = encoder, MicronsPerPixel = micronsPerPixel };
        var examiner = new SlideExaminer(job);
        using var examined = examiner.Examine(file, file, cancellationToken);
        var info = examined.Slide?.Info;
        var resolution = info is null ? null : examiner.ResolutionOf(info, said: null);
        List<IdentifyingMatter> identifying = [.. examined.Slide?.Identifying ?? []];
        if (FileNameCheck.LooksLikeAName(file))
            identifying.Insert(0, new IdentifyingMatter(IdentifyingKind.FileName, "the file's own name"));
        return new SlideInspection(
            new ScannedSlide(file, info?.Format ?? "", info?.Width ?? 0, info?.Height ?? 0, examined.Verdict, examined.Findings, examined.Measures, examined.Tiles.Count),
            resolution, examined.Slide?.Levels ?? [], identifying);
    }
}
