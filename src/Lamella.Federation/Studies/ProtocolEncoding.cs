using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lamella.Federation.Ledger;

namespace Lamella.Federation.Studies;

/// <summary>
/// The canonical bytes of a protocol: UTF-8 JSON without white space, keys in ordinal order, nulls left out, enums by name, numbers in
/// shortest round-trip form. The same study written in YAML or JSON, with other comments or order, has the same hash.
/// </summary>
public static class ProtocolEncoding
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = LedgerTextEncoder.Instance,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The canonical bytes.</summary>
    public static byte[] Encode(StudyProtocol protocol) => EncodeNode(JsonSerializer.SerializeToNode(protocol, Options));

    /// <summary>SHA-256 of the canonical bytes, lower-case hex.</summary>
    public static string Hash(StudyProtocol protocol) => Convert.ToHexStringLower(SHA256.HashData(Encode(protocol)));

    /// <summary>Reads canonical bytes back.</summary>
    public static StudyProtocol Decode(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize<StudyProtocol>(bytes, Options) ?? throw new JsonException("The canonical bytes hold no protocol.");

    private static byte[] EncodeNode(JsonNode? node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Options.Encoder }))
            Write(writer, node);
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                writer.WriteStartObject();
                // "kind" first: the reader of a closed family wants it before the rest.
                foreach (var (key, value) in obj.OrderBy(p => p.Key == "kind" ? 0 : 1).ThenBy(p => p.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(key);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray array:
                writer.WriteStartArray();
                foreach (var item in array)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
