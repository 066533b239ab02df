using System.Globalization;
using System.Xml.Linq;
using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Quality;
using NetVips;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting.Slides;

/// <summary>Pictures of slides: the overview with the tiles that were encoded, and the mask beside it.</summary>
internal static class SlideGallery
{
    private const int LongestSide = 420;

    public static XElement Build(SlideStore store, IReadOnlyList<SlideRecord> slides, SlideReportOptions options)
    {
        var shown = slides.OrderByDescending(slide => slide.Verdict).ThenBy(slide => slide.Slide, StringComparer.Ordinal).Take(options.MostPictures).ToArray();
        var rest = slides.Count - shown.Length;
        return Section(
            "pictures",
            "Pictures",
            El("p", $"Left the tissue with the tiles that were encoded{(rest > 0 ? "" : ", right the mask")}: white is tissue, blue is ink that was kept out. Refused slides come first."),
            rest > 0 ? El("p", Class("small"), $"Right the mask. {rest} more slides stand in the table only.") : null,
            El("div", Class("gallery"), shown.Select(slide => Card(store, slide, options))));
    }

    private static XElement Card(SlideStore store, SlideRecord slide, SlideReportOptions options) => El(
        "article",
        Class("slide"),
        El("div", Class("pictures"), Pictures(store, slide)),
        El("h3", slide.Slide),
        options.WithNames ? El("p", slide.File) : null,
        El("p", El("span", Class("badge " + SlideReport.Style(slide.Verdict)), SlideReport.Words(slide.Verdict)), " ", Facts(slide)),
        slide.Findings.Count > 0 ? El("ul", slide.Findings.Select(finding => El("li", finding.Words))) : null);

    private static string Facts(SlideRecord slide) => slide.Width == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"{slide.Format}, {slide.Width:N0} x {slide.Height:N0} px{(slide.Measures.MicronsPerPixel is { } mpp ? $" at {mpp:0.###} um/px" : "")}; {slide.Measures.TissueSquareMillimetres ?? 0:0.##} mm\u00b2 tissue; {slide.TilesInBag:N0} tiles");

    private static object Pictures(SlideStore store, SlideRecord slide)
    {
        if (!File.Exists(store.OverviewOf(slide.Slide)) || slide.Findings.Any(finding => finding.Code == FindingCodes.Duplicate))
            return El("div", Class("none"), "no picture");
        var tiles = Tiles(store, slide);
        return new[]
        {
            Picture(store.OverviewOf(slide.Slide), slide, "image/jpeg", image => image.JpegsaveBuffer(q: 80, keep: Enums.ForeignKeep.None), Enums.Kernel.Lanczos3, "Tissue and tiles", tiles),
            Picture(store.MaskOf(slide.Slide), slide, "image/png", image => image.PngsaveBuffer(palette: true, keep: Enums.ForeignKeep.None), Enums.Kernel.Nearest, "Mask", []),
        };
    }

    /// <summary>A picture and shapes over it, in level-0 pixels.</summary>
    private static XElement Picture(string file, SlideRecord slide, string type, Func<Image, byte[]> save, Enums.Kernel kernel, string title, IEnumerable<XElement> over)
    {
        using var image = Image.NewFromBuffer(File.ReadAllBytes(file));
        var factor = Math.Min(1, LongestSide / (double)Math.Max(image.Width, image.Height));
        using var small = image.Resize(factor, kernel);
        var data = $"data:{type};base64,{Convert.ToBase64String(save(small))}";
        return El(
            "svg",
            At("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {slide.Width} {slide.Height}")),
            At("role", "img"),
            At("aria-label", $"{title} of {slide.Slide}"),
            El("title", $"{title} of {slide.Slide}"),
            El("image", At("href", data), At("width", slide.Width), At("height", slide.Height), At("preserveAspectRatio", "none")),
            over);
    }

    private static XElement[] Tiles(SlideStore store, SlideRecord slide)
    {
        if (slide.BagSha256.Length == 0 || slide.Measures.MicronsPerPixel is not { } mpp)
            return [];
        try
        {
            var bag = BagFile.Read(store.BagOf(slide.Slide));
            var side = bag.Contract.TileSize * bag.Contract.MicronsPerPixel / mpp;
            // One path for all tiles of a kind keeps the page small.
            return Enumerable.Range(0, bag.Count)
                .GroupBy(i => bag.TileLabels?[i] > 0)
                .Select(group => El(
                    "path",
                    Class(group.Key ? "grid-tile truth" : "grid-tile"),
                    At("d", string.Concat(group.Select(i => string.Create(CultureInfo.InvariantCulture, $"M{bag.Coordinates![2 * i]} {bag.Coordinates[(2 * i) + 1]}h{side:0}v{side:0}h-{side:0}z"))))))
                .ToArray();
        }
        catch (LamellaException)
        {
            // A bag that was damaged since shows no tiles; extraction makes it again.
            return [];
        }
    }
}
