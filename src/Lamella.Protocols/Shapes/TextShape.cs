using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>Text; plain numbers and words are taken as text too, so <c>codes: [0, 1]</c> needs no quotes.</summary>
/// <param name="pattern">Regular expression of the whole text; null: any.</param>
/// <param name="words">What the pattern asks, for people.</param>
internal sealed class TextShape(string? pattern = null, string words = "text") : Shape
{
    /// <inheritdoc />
    public override string Allowed => words;

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Text is not { } text || (pattern is not null && (text.EndsWith('\n') || !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))))
            Refuse(node, path, faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema()
    {
        // Without a pattern a number or a word like 'true' is fine unquoted; editors must not mark it.
        if (pattern is null)
            return new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
        return new JsonObject { ["type"] = "string", ["pattern"] = pattern };
    }
}
