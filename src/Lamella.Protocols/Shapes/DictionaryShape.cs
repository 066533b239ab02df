using System.Text.Json.Nodes;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>Keys of the author's own choice, values of one shape.</summary>
/// <param name="value">Shape of each value.</param>
/// <param name="words">What a key and its value are, for people.</param>
internal sealed class DictionaryShape(Shape value, string words) : Shape
{
    /// <inheritdoc />
    public override string Allowed => words;

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Kind != NodeKind.Map)
        {
            Refuse(node, path, faults);
            return;
        }

        foreach (var entry in node.Entries)
            value.Check(entry.Value, DocumentPath.Join(path, entry.Key), faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema() => new() { ["type"] = "object", ["additionalProperties"] = value.Schema() };
}
