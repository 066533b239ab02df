using System.Globalization;
using System.Xml.Linq;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Files;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting.Slides;

using Verdict = Lamella.Pathology.Quality.Verdict;

/// <summary>What the report of a store says and leaves out.</summary>
public sealed record SlideReportOptions
{
    /// <summary>Whether the hospital's own file names and patients stand in it. It then stays at the hospital. No unless given.</summary>
    public bool WithNames { get; init; }

    /// <summary>Most slides shown with pictures: refused and warned ones first. 200 unless given; the table holds all.</summary>
    public int MostPictures { get; init; } = 200;
}

/// <summary>
/// One page about a store: verdicts, pictures with masks and tiles, stains by scanner. One file without scripts; pseudonyms only unless asked otherwise;
/// no label, macro picture, date or device stands in it, since the store knows none.
/// </summary>
public static class SlideReport
{
    /// <summary>Name of the page in the store.</summary>
    public const string FileName = "report.html";

    /// <summary>Title of the page, by which an earlier one is known.</summary>
    public const string Title = "Lamella: slides of a store";

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">Where to; an older one is replaced.</param>
    /// <param name="store">The store.</param>
    /// <param name="options">What it says.</param>
    public static void Write(string path, SlideStore store, SlideReportOptions? options = null)
    {
        var page = Page(store, store.Catalogue.Slides(), options ?? new SlideReportOptions());
        AtomicFile.Write(path, stream => Html.Write(stream, page));
    }

    /// <summary>The verdict in words.</summary>
    internal static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "usable with warning",
        _ => "refused",
    };

    /// <summary>Class of the style that colours a verdict.</summary>
    internal static string Style(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "better",
        Verdict.Warning => "warned",
        _ => "worse",
    };

    private static XElement Page(SlideStore store, IReadOnlyList<SlideRecord> slides, SlideReportOptions options) => El(
        "html",
        At("lang", "en"),
        Head(Title, SlideReportStyle.Css),
        El(
            "body",
            El("header", El("p", Class("kicker"), "Slides and their verdicts"), El("h1", $"{slides.Count} slides"), El("p", Class("byline"), Byline(store, slides))),
            El("nav", At("aria-label", "Contents"), new[] { ("summary", "Summary"), ("pictures", "Pictures"), ("stains", "Stains"), ("slides", "All slides") }.Select(c => El("a", At("href", "#" + c.Item1), c.Item2))),
            El(
                "main",
                options.WithNames ? El("p", Class("notice"), "This page names files and patients: it stays at the hospital.") : null,
                Summary(slides),
                SlideGallery.Build(store, slides, options),
                StainScatter.Build(slides),
                SlideTable.Build(slides, options)),
            El("footer", El("p", options.WithNames ? "Lamella slide report with names. Not for others." : "Lamella slide report. Slides and patients stand under pseudonyms of this hospital."))));

    private static string Byline(SlideStore store, IReadOnlyList<SlideRecord> slides)
    {
        var contract = store.ReadContract();
        var last = slides.Count == 0 ? "never" : slides.Max(slide => slide.Examined).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"Encoder {Short(contract.Encoder)}; tiles of {contract.TileSize * contract.MicronsPerPixel:0.#} um ({contract.TileSize} px at {contract.MicronsPerPixel:0.###} um/px), at least {contract.MinimumTissue:P0} tissue. Last looked at {last}.");
    }

    private static string Short(string encoder) => encoder.Length == 64 ? encoder[..12] : encoder;

    private static XElement Summary(IReadOnlyList<SlideRecord> slides)
    {
        string Share(Verdict verdict) => slides.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{slides.Count(s => s.Verdict == verdict) / (double)slides.Count:P0} of all");
        XElement Figure(string what, string number, string unit) => El("div", El("dt", what), El("dd", El("span", Class("figure"), number), El("span", Class("unit"), unit)));
        var reasons = slides.SelectMany(s => s.Findings.Select(f => (f.Code, f.Verdict))).CountBy(f => f).OrderByDescending(f => f.Key.Verdict).ThenByDescending(f => f.Value).ThenBy(f => f.Key.Code, StringComparer.Ordinal).ToArray();
        return Section(
            "summary",
            "Summary",
            El(
                "dl",
                Class("tiles"),
                new[] { Verdict.Ok, Verdict.Warning, Verdict.Refused }.Select(v => Figure(Words(v), slides.Count(s => s.Verdict == v).ToString(CultureInfo.InvariantCulture), Share(v))),
                Figure("bags", slides.Count(s => s.BagSha256.Length > 0).ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{slides.Sum(s => (long)s.TilesInBag):N0} tiles")),
                Figure("patients with a bag", slides.Where(s => s.BagSha256.Length > 0 && s.PatientPseudonym.Length > 0).DistinctBy(s => s.PatientPseudonym).Count().ToString(CultureInfo.InvariantCulture), "known from the table")),
            reasons.Length == 0
                ? El("p", "Nothing was found that should be known.")
                : Table("What was found, by how often", ["Finding", "Slides", "Verdict"], reasons.Select(r => new object?[] { r.Key.Code, r.Value, El("td", Class(Style(r.Key.Verdict)), Words(r.Key.Verdict)) })));
    }
}
