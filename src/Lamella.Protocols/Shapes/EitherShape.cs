using System.Text.Json.Nodes;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>A single value of one shape, or something longer of another: <c>clinical: all</c> or <c>clinical: [age, grade]</c>.</summary>
/// <param name="single">Shape of a single value.</param>
/// <param name="longer">Shape of a list or group.</param>
internal sealed class EitherShape(Shape single, Shape longer) : Shape
{
    /// <inheritdoc />
    public override string Allowed => $"{single.Allowed}, or {longer.Allowed}";

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.IsNull)
            Refuse(node, path, faults);
        else
            (node.Kind == NodeKind.Scalar ? single : longer).Check(node, path, faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(single.Schema(), longer.Schema()) };
}
