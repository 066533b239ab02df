using System.Globalization;
using System.Xml.Linq;
using Lamella.Pathology.Catalogue;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting.Slides;

/// <summary>Every slide with its verdict and why.</summary>
internal static class SlideTable
{
    public static XElement Build(IReadOnlyList<SlideRecord> slides, SlideReportOptions options)
    {
        List<object> head = ["Slide"];
        if (options.WithNames)
            head.AddRange(["File", "Patient"]);
        head.AddRange(["Verdict", "Format", "um/px", "Tissue, mm\u00b2", "Tiles", "Focus", "Findings"]);
        return Section(
            "slides",
            "All slides",
            Table(
                "Focus is the median over sampled tiles of the variance of the Laplacian; sharp tissue has more.",
                head,
                slides.OrderByDescending(slide => slide.Verdict).ThenBy(slide => slide.Slide, StringComparer.Ordinal).Select(slide => Row(slide, options))));
    }

    private static object?[] Row(SlideRecord slide, SlideReportOptions options)
    {
        string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
        List<object?> cells = [slide.Slide];
        if (options.WithNames)
            cells.AddRange([El("td", Class("name"), slide.File), El("td", Class("name"), slide.Patient)]);
        cells.AddRange(
        [
            El("td", Class(SlideReport.Style(slide.Verdict)), SlideReport.Words(slide.Verdict)),
            slide.Format,
            Number(slide.Measures.MicronsPerPixel, "0.####"),
            Number(slide.Measures.TissueSquareMillimetres, "0.##"),
            slide.TilesInBag.ToString("N0", CultureInfo.InvariantCulture),
            Number(slide.Measures.FocusMedian, "0"),
            El("td", Class("words"), string.Join(" ", slide.Findings.Select(finding => finding.Words))),
        ]);
        return [.. cells];
    }
}
