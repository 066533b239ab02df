using System.Text.Json.Nodes;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>
/// What may stand in one place of a file. The same declaration judges the file and makes the JSON schema that editors use, so the two cannot
/// drift apart.
/// </summary>
internal abstract class Shape
{
    /// <summary>What is allowed, as the end of a sentence that starts with "Allowed: ".</summary>
    public abstract string Allowed { get; }

    /// <summary>Adds a fault for everything in <paramref name="node"/> that does not fit.</summary>
    public abstract void Check(DocumentNode node, string path, FaultList faults);

    /// <summary>The JSON schema (draft 7) of the shape.</summary>
    public abstract JsonObject Schema();

    /// <summary>Adds the fault that <paramref name="node"/> is not what is allowed.</summary>
    protected void Refuse(DocumentNode node, string path, FaultList faults) => faults.Add(node, path, $"{Describe(node)} does not fit.", $"Allowed: {Allowed}.");

    /// <summary>The value for a message: its text, shortened, or what it is.</summary>
    protected static string Describe(DocumentNode node) => node.Kind switch
    {
        NodeKind.Map => "A group of keys",
        NodeKind.List => "A list",
        _ when node.IsNull => "An empty value",
        _ => node.Raw.Length > 60 ? $"'{node.Raw[..57]}...'" : $"'{node.Raw}'",
    };
}
