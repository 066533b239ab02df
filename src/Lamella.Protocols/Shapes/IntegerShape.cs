using System.Text.Json.Nodes;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>A whole number within bounds.</summary>
/// <param name="least">Lower bound.</param>
/// <param name="most">Upper bound.</param>
internal sealed class IntegerShape(long least, long most) : Shape
{
    /// <inheritdoc />
    public override string Allowed => $"a whole number from {least} to {most}";

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Integer is not { } value || value < least || value > most)
            Refuse(node, path, faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
}
