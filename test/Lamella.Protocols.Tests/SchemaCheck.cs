using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Tests;

/// <summary>Judges a document by the generated JSON schema alone, with the keywords that it uses; an unknown keyword fails the test.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "title", "description"];

    public static List<string> Faults(string path)
    {
        var faults = new List<string>();
        Check(DocumentReader.Read(File.ReadAllText(path), new FaultList())!, JsonNode.Parse(ProtocolSchema.Generate())!.AsObject(), "", faults);
        return faults;
    }

    /// <summary>Every key that the schema knows, at any depth.</summary>
    public static SortedSet<string> Keys()
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        Collect(JsonNode.Parse(ProtocolSchema.Generate())!);
        return keys;

        void Collect(JsonNode node)
        {
            if (node is JsonObject group)
            {
                if (group["properties"] is JsonObject properties)
                    keys.UnionWith(properties.Select(p => p.Key));
                foreach (var value in group.Select(p => p.Value).OfType<JsonNode>())
                    Collect(value);
            }
            else if (node is JsonArray list)
            {
                foreach (var value in list.OfType<JsonNode>())
                    Collect(value);
            }
        }
    }

    private static void Check(DocumentNode node, JsonObject schema, string path, List<string> faults)
    {
        foreach (var (keyword, value) in schema)
        {
            var fits = keyword switch
            {
                "type" => value is JsonArray several ? several.Any(t => IsOf(node, t!.GetValue<string>())) : IsOf(node, value!.GetValue<string>()),
                "enum" => value!.AsArray().Any(v => v!.GetValue<string>() == node.Text),
                "pattern" => Regex.IsMatch(node.Raw, value!.GetValue<string>()),
                "minimum" => node.Number >= value!.GetValue<double>(),
                "maximum" => node.Number <= value!.GetValue<double>(),
                "exclusiveMinimum" => node.Number > value!.GetValue<double>(),
                "exclusiveMaximum" => node.Number < value!.GetValue<double>(),
                "minItems" => node.Elements.Count >= value!.GetValue<int>(),
                "required" => value!.AsArray().All(k => node[k!.GetValue<string>()] is not null),
                "additionalProperties" => value is not JsonValue || node.Entries.TrueForAll(e => schema["properties"]!.AsObject().ContainsKey(e.Key)),
                "anyOf" => value!.AsArray().Any(option => Fits(node, option!.AsObject())),
                "properties" or "items" => true,
                _ => Annotations.Contains(keyword),
            };
            if (!fits)
                faults.Add($"{path}: {keyword} {value!.ToJsonString()}");
        }

        foreach (var entry in node.Entries)
        {
            if (schema["properties"]?[entry.Key] is JsonObject property)
                Check(entry.Value, property, $"{path}.{entry.Key}", faults);
        }

        for (var i = 0; i < node.Elements.Count && schema["items"] is JsonObject; i++)
            Check(node.Elements[i], schema["items"]!.AsObject(), $"{path}[{i}]", faults);
    }

    private static bool Fits(DocumentNode node, JsonObject schema)
    {
        var faults = new List<string>();
        Check(node, schema, "", faults);
        return faults.Count == 0;
    }

    private static bool IsOf(DocumentNode node, string type) => type switch
    {
        "object" => node.Kind == NodeKind.Map,
        "array" => node.Kind == NodeKind.List,
        "integer" => node.Integer is not null,
        "number" => node.Number is not null,
        "boolean" => node.Flag is not null,
        _ => node.Text is not null && node.Number is null && node.Flag is null,
    };
}
