using System.Xml;
using System.Xml.Linq;

namespace Lamella.Simulation.Reporting;

/// <summary>Builds pages as trees, so that every text is escaped and every tag closed by construction.</summary>
internal static class Html
{
    private static readonly HashSet<string> Void = ["br", "col", "hr", "meta"];

    /// <summary>An element; strings become text, nulls nothing, sequences are flattened.</summary>
    public static XElement El(string name, params object?[] content) => new(name, content);

    /// <summary>A class attribute.</summary>
    public static XAttribute Class(string names) => new("class", names);

    /// <summary>Any attribute.</summary>
    public static XAttribute At(string name, object value) => new(name, value);

    /// <summary>A page's head: its title, and the style of all pages with what this one adds.</summary>
    public static XElement Head(string title, string style = "") => El(
        "head",
        El("meta", At("charset", "utf-8")),
        El("meta", At("name", "viewport"), At("content", "width=device-width, initial-scale=1")),
        El("meta", At("name", "color-scheme"), At("content", "light dark")),
        El("title", title),
        El("style", ReportStyle.Css + style));

    /// <summary>A section with a heading that can be linked to.</summary>
    public static XElement Section(string id, string heading, params object?[] content) =>
        El("section", At("id", id), El("h2", heading), content);

    /// <summary>A table that scrolls sideways on a narrow screen. The first cell of each row is its heading; cells after it are numbers.</summary>
    public static XElement Table(string caption, IEnumerable<object> head, IEnumerable<object?[]> rows) => El(
        "div",
        Class("table"),
        El("p", Class("caption"), caption),
        El(
            "div",
            Class("scroll"),
            At("tabindex", "0"),
            El(
                "table",
                At("aria-label", caption),
                El("thead", El("tr", head.Select(h => El("th", At("scope", "col"), h)))),
                El("tbody", rows.Select(r => El("tr", El("th", At("scope", "row"), r[0]), r.Skip(1).Select(Cell)))))));

    private static XElement Cell(object? content) => content is XElement { Name.LocalName: "td" } cell ? cell : El("td", content);

    /// <summary>A figure with its legend below.</summary>
    public static XElement Figure(object plot, params object?[] legend) => El("figure", El("div", Class("plot"), plot), El("figcaption", legend));

    /// <summary>The page as text: HTML 5 that is also well-formed XML.</summary>
    public static void Write(Stream stream, XElement html)
    {
        foreach (var element in html.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes())
                attribute.Value = Printable(attribute.Value);

            // In HTML only void elements may close themselves; inside SVG any may.
            if (element.IsEmpty && !Void.Contains(element.Name.LocalName) && !element.AncestorsAndSelf("svg").Any())
                element.Value = "";
        }

        foreach (var text in html.DescendantNodes().OfType<XText>())
            text.Value = Printable(text.Value);
        stream.Write("<!DOCTYPE html>\n"u8);
        using var writer = XmlWriter.Create(stream, new XmlWriterSettings
        {
            OmitXmlDeclaration = true,
            Encoding = new System.Text.UTF8Encoding(false),
            NewLineHandling = NewLineHandling.None,
        });
        html.Save(writer);
    }

    /// <summary>The text with what XML cannot hold (control characters, halves of surrogate pairs) replaced.</summary>
    private static string Printable(string text) => text.All(XmlConvert.IsXmlChar)
        ? text
        : string.Concat(text.EnumerateRunes().Select(r => r.IsBmp && !XmlConvert.IsXmlChar((char)r.Value) ? "\uFFFD" : r.ToString()));
}
