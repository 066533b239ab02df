using System.Globalization;
using System.Xml.Linq;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Stain;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting.Slides;

/// <summary>Where each slide's stains lie: hue of haematoxylin against hue of eosin, a mark per slide and a shape per scanner.</summary>
internal static class StainScatter
{
    private const double Size = 460, Left = 60, Right = 440, Top = 30, Bottom = 380;
    private static readonly string[] Marks = ["federated", "local", "ensemble", "pooled"];

    public static XElement Build(IReadOnlyList<SlideRecord> slides)
    {
        var points = slides.Where(slide => slide.Measures.StainMatrix is not null)
            .Select(slide => (slide.Format, X: Angle(slide.Measures.StainMatrix!.Haematoxylin), Y: Angle(slide.Measures.StainMatrix.Eosin))).ToArray();
        if (points.Length == 0)
            return Section("stains", "Stains", El("p", "No slide holds enough tissue to estimate its stains."));
        var formats = points.Select(point => point.Format).Distinct().Order(StringComparer.Ordinal).ToArray();
        string MarkOf(string format) => Marks[Array.IndexOf(formats, format) % Marks.Length];
        var (x, y) = (Axis.Around(points.Select(p => p.X), Left, Right), Axis.Around(points.Select(p => p.Y), Bottom, Top));
        var content = new List<XElement>();
        content.AddRange(x.Ticks.SelectMany(t => new[] { Svg.Line(x[t], Top, x[t], Bottom, "grid"), Svg.Text(x[t], Bottom + 16, x.Label(t), "small", "middle") }));
        content.AddRange(y.Ticks.SelectMany(t => new[] { Svg.Line(Left, y[t], Right, y[t], "grid"), Svg.Text(Left - 6, y[t] + 4, y.Label(t), "small", "end") }));
        content.AddRange(points.Select(p => Svg.Mark(MarkOf(p.Format), x[p.X], y[p.Y], 4)));
        content.Add(Svg.Text((Left + Right) / 2, Bottom + 36, "Hue of haematoxylin, degrees", "small", "middle"));
        content.Add(Svg.Text(Left, Top - 12, "Hue of eosin, degrees", "small"));
        return Section(
            "stains",
            "Stains",
            Profile([.. slides.Select(slide => slide.Measures.StainMatrix).OfType<StainMatrix>()]),
            El("p", "Each mark is a slide. Slides that lie apart from the others were stained or scanned otherwise; a group that lies apart is another scanner, laboratory or year."),
            Figure(
                Svg.Plot("stain-scatter", Size, Bottom + 46, "Stains of slides", $"{points.Length} slides, {formats.Length} formats.", content),
                El("b", "Stains by scanner format. "),
                "The angle, in degrees, between red and green of a stain's optical density (Macenko et al. 2009): larger lets more red through.",
                El("ul", Class("legend"), formats.Select(format => El("li", El("span", Class("arm " + MarkOf(format)), format), $" ({points.Count(p => p.Format == format)})")))));
    }

    /// <summary>The hospital's stains in a sentence; from too few slides none is made.</summary>
    private static XElement? Profile(IReadOnlyCollection<StainMatrix> slides)
    {
        string Numbers(double[] values) => string.Join(' ', values.Select(v => v.ToString("0.00", CultureInfo.InvariantCulture)));
        return HospitalStainProfile.Of(slides) is not { Mean: var mean } profile ? null : El("p", string.Create(
            CultureInfo.InvariantCulture,
            $"Over {profile.Slides} slides haematoxylin is ({Numbers(mean.Haematoxylin)}), sd {profile.HaematoxylinSpread:0.0} degrees, and eosin ({Numbers(mean.Eosin)}), sd {profile.EosinSpread:0.0} degrees (optical density of red, green, blue)."));
    }

    private static double Angle(double[] stain) => Math.Atan2(stain[1], stain[0]) * 180 / Math.PI;
}
