using System.Text.Json.Nodes;
using Lamella.Federation;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>A closed group of keys. An unknown key is a fault that names the nearest known one.</summary>
/// <param name="fields">The keys.</param>
internal sealed class GroupShape(params Field[] fields) : Shape
{
    /// <inheritdoc />
    public override string Allowed => "a group of the keys " + string.Join(", ", fields.Select(f => f.Name));

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Kind != NodeKind.Map)
        {
            Refuse(node, path, faults);
            return;
        }

        foreach (var entry in node.Entries)
        {
            var at = DocumentPath.Join(path, entry.Key);
            if (Array.Find(fields, f => f.Name == entry.Key) is { } field)
                CheckValue(field, entry, at, faults);
            else
                faults.Add(entry.Line, at, $"'{entry.Key}' is not known here.{Spelling.Suggest(entry.Key, fields.Select(f => f.Name))}", $"Allowed: {string.Join(", ", fields.Select(f => f.Name))}.");
        }

        foreach (var field in fields.Where(f => f.Required && !node.Entries.Exists(e => e.Key == f.Name)))
            faults.Add(node, DocumentPath.Join(path, field.Name), $"'{field.Name}' is missing.", $"Allowed: {field.Shape.Allowed}.");
    }

    /// <inheritdoc />
    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var schema = field.Shape.Schema();
            schema["description"] = field.Description;
            properties[field.Name] = schema;
        }

        var group = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        var required = fields.Where(f => f.Required).Select(f => (JsonNode)f.Name).ToArray();
        if (required.Length > 0)
            group["required"] = new JsonArray(required);
        return group;
    }

    /// <summary>An optional key may be left empty, which is the same as leaving it out.</summary>
    private static void CheckValue(Field field, DocumentEntry entry, string path, FaultList faults)
    {
        if (!entry.Value.IsNull)
            field.Shape.Check(entry.Value, path, faults);
        else if (field.Required)
            faults.Add(entry.Line, path, $"'{field.Name}' is empty.", $"Allowed: {field.Shape.Allowed}.");
    }
}
