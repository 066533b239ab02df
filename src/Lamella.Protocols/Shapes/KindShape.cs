using System.Text.Json.Nodes;
using Lamella.Federation;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>One of a closed family of groups, told apart by the key <c>kind</c>.</summary>
/// <param name="members">The members of the family.</param>
internal sealed class KindShape(params (string Kind, string Description, Field[] Fields)[] members) : Shape
{
    /// <inheritdoc />
    public override string Allowed => "a group with kind: " + string.Join(", ", members.Select(m => m.Kind));

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Kind != NodeKind.Map)
        {
            Refuse(node, path, faults);
            return;
        }

        var at = DocumentPath.Join(path, "kind");
        if (node["kind"] is not { } kind)
        {
            faults.Add(node, at, "'kind' is missing.", $"Allowed: {Kinds}.");
            return;
        }

        var member = Array.FindIndex(members, m => m.Kind == kind.Text);
        if (member < 0)
            faults.Add(kind, at, $"{Describe(kind)} does not fit.{Spelling.Suggest(kind.Raw, members.Select(m => m.Kind))}", $"Allowed: {Kinds}.");
        else
            GroupOf(member).Check(node, path, faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray([.. members.Select((m, i) => (JsonNode)MemberSchema(i))]) };

    private string Kinds => string.Join(", ", members.Select(m => m.Kind));

    private GroupShape GroupOf(int member) =>
        new([new Field("kind", new ChoiceShape(members[member].Kind), members[member].Description, Required: true), .. members[member].Fields]);

    private JsonObject MemberSchema(int member)
    {
        var schema = GroupOf(member).Schema();
        schema["description"] = members[member].Description;
        return schema;
    }
}
