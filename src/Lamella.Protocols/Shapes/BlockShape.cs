using System.Text.Json.Nodes;
using Lamella.Federation;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>
/// A block of a composed head: its name alone (<c>layerNorm</c>), with its one value (<c>dropout: .25</c>), or with its options
/// (<c>gatedAttention: {hidden: 128, gated: false}</c>).
/// </summary>
/// <param name="members">Blocks: name, meaning, the option that a single value stands for (null: none may be given), options.</param>
internal sealed class BlockShape(params (string Name, string Description, string? Single, Field[] Options)[] members) : Shape
{
    private static readonly Field NameField = new("name", new TextShape("^[a-z][a-z0-9-]{0,39}$", "a name of a-z, 0-9 and '-'"), "Prefix of the block's parameters; left out: b and its index.");

    /// <inheritdoc />
    public override string Allowed => "one of the blocks " + string.Join(", ", members.Select(m => m.Name));

    /// <summary>The block's name, or null when the node is none.</summary>
    public static string? NameOf(DocumentNode node) => node.Kind == NodeKind.Map && node.Entries.Count == 1 ? node.Entries[0].Key : node.Text;

    /// <summary>Value of an option, given by name or as the block's single value.</summary>
    public DocumentNode? Option(DocumentNode node, string option)
    {
        if (node.Kind != NodeKind.Map)
            return null;
        var value = node.Entries[0].Value;
        if (value.Kind == NodeKind.Map)
            return value[option];
        return Array.Find(members, m => m.Name == node.Entries[0].Key).Single == option ? value : null;
    }

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (NameOf(node) is not { } name)
        {
            Refuse(node, path, faults);
            return;
        }

        var index = Array.FindIndex(members, m => m.Name == name);
        if (index < 0)
        {
            faults.Add(node, path, $"There is no block '{name}'.{Spelling.Suggest(name, members.Select(m => m.Name))}", $"Allowed: {string.Join(", ", members.Select(m => m.Name))}.");
            return;
        }

        var member = members[index];
        var at = DocumentPath.Join(path, name);
        var value = node.Kind == NodeKind.Map && !node.Entries[0].Value.IsNull ? node.Entries[0].Value : new DocumentNode { Kind = NodeKind.Map, Line = node.Line };
        if (value.Kind == NodeKind.Map)
            new GroupShape([.. member.Options, NameField]).Check(value, at, faults);
        else if (member.Single is null)
            faults.Add(value, at, $"Block '{name}' takes no value.", $"Allowed: {name} alone.");
        else
            Array.Find(member.Options, o => o.Name == member.Single)!.Shape.Check(value, at, faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema()
    {
        var all = new JsonArray();
        var bare = members.Where(m => !Array.Exists(m.Options, o => o.Required)).Select(m => (JsonNode)m.Name).ToArray();
        all.Add(new JsonObject { ["enum"] = new JsonArray(bare) });
        foreach (var member in members)
        {
            var options = new GroupShape([.. member.Options, NameField]).Schema();
            var value = member.Single is null ? options : new JsonObject { ["anyOf"] = new JsonArray(Array.Find(member.Options, o => o.Name == member.Single)!.Shape.Schema(), options) };
            value["description"] = member.Description;
            all.Add(new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject { [member.Name] = value },
                ["required"] = new JsonArray(member.Name),
            });
        }

        return new JsonObject { ["anyOf"] = all };
    }
}
