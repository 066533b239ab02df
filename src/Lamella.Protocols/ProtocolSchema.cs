using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lamella.Protocols.Studies;

namespace Lamella.Protocols;

/// <summary>The JSON schema (draft 7) of study protocols, for editors: <c># yaml-language-server: $schema=...</c> on a file's first line.</summary>
public static class ProtocolSchema
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as indented JSON, ending with a line feed; made from the same declarations that judge a protocol.</summary>
    public static string Generate()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Lamella study protocol",
        };
        foreach (var (key, value) in StudyShape.Root.Schema())
            schema[key] = value?.DeepClone();
        return schema.ToJsonString(Format) + "\n";
    }
}
