using System.Text.Json.Nodes;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>True or false.</summary>
internal sealed class FlagShape : Shape
{
    /// <inheritdoc />
    public override string Allowed => "true or false";

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Flag is null)
            Refuse(node, path, faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}
