using System.Globalization;
using System.Xml.Linq;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Shapes. Colours and strokes come from classes in the page's style, so plots follow its light, dark and print forms.</summary>
internal static class Svg
{
    /// <summary>A drawing with a title and a description for those who cannot see it. <paramref name="id"/> is unique on the page.</summary>
    public static XElement Plot(string id, double width, double height, string title, string description, params object?[] content) => El(
        "svg",
        At("viewBox", $"0 0 {N(width)} {N(height)}"),
        At("style", $"max-width:{N(width * 1.15)}px"),
        At("role", "img"),
        At("aria-labelledby", $"{id}-t {id}-d"),
        El("title", At("id", id + "-t"), title),
        El("desc", At("id", id + "-d"), description),
        content);

    public static XElement Line(double x1, double y1, double x2, double y2, string style) =>
        El("line", At("x1", N(x1)), At("y1", N(y1)), At("x2", N(x2)), At("y2", N(y2)), Class(style));

    public static XElement Text(double x, double y, string text, string style = "", string anchor = "start") =>
        El("text", At("x", N(x)), At("y", N(y)), At("text-anchor", anchor), style.Length > 0 ? Class(style) : null, text);

    public static XElement Path(IEnumerable<(double X, double Y)> points, string style, bool closed = false) =>
        El("path", At("d", string.Join(' ', points.Select((p, i) => $"{(i == 0 ? 'M' : 'L')}{N(p.X)} {N(p.Y)}")) + (closed ? " Z" : "")), Class(style));

    public static XElement Rect(double x, double y, double width, double height, string style) =>
        El("rect", At("x", N(x)), At("y", N(y)), At("width", N(width)), At("height", N(height)), Class(style));

    /// <summary>A mark whose shape, beside its colour, tells the kind of arm.</summary>
    public static XElement Mark(string kind, double x, double y, double r = 4.5) => kind switch
    {
        "pooled" => Path([(x, y - (r * 1.3)), (x + (r * 1.3), y), (x, y + (r * 1.3)), (x - (r * 1.3), y)], "mark pooled", closed: true),
        "ensemble" => Rect(x - (r * 0.9), y - (r * 0.9), r * 1.8, r * 1.8, "mark ensemble"),
        "local" => Path([(x, y - (r * 1.15)), (x + (r * 1.15), y + r), (x - (r * 1.15), y + r)], "mark local", closed: true),
        _ => El("circle", At("cx", N(x)), At("cy", N(y)), At("r", N(r)), Class("mark " + kind)),
    };

    public static string N(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
