using System.Text.Json.Nodes;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>A list of one shape.</summary>
/// <param name="item">Shape of each element.</param>
/// <param name="least">Fewest elements.</param>
/// <param name="most">Most elements.</param>
internal sealed class ListShape(Shape item, int least = 0, int most = 100_000) : Shape
{
    /// <inheritdoc />
    public override string Allowed => least > 0 ? $"a list of at least {least}" : "a list";

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Kind != NodeKind.List)
        {
            Refuse(node, path, faults);
            return;
        }

        if (node.Elements.Count < least || node.Elements.Count > most)
            faults.Add(node, path, $"The list has {node.Elements.Count} elements.", $"Allowed: {least} to {most}.");
        for (var i = 0; i < node.Elements.Count; i++)
            item.Check(node.Elements[i], $"{path}[{i}]", faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Schema() };
        if (least > 0)
            schema["minItems"] = least;
        return schema;
    }
}
