using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lamella.Federation.Ledger.Events;

namespace Lamella.Federation.Ledger;

/// <summary>
/// The canonical bytes of an event: UTF-8 JSON without white space, <c>event</c> first and then the keys in ordinal order, nulls left out, enums by
/// name, numbers in shortest round-trip form. An event's name is its version: a changed event gets a new name, and the old one stays readable.
/// </summary>
public static class EventEncoding
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OrderProperties } },
    };

    /// <summary>The canonical bytes.</summary>
    public static ImmutableArray<byte> Encode(LedgerEvent e) => ImmutableCollectionsMarshal.AsImmutableArray(JsonSerializer.SerializeToUtf8Bytes(e, Options));

    /// <summary>Reads an event back.</summary>
    /// <exception cref="LamellaException">The bytes are no event of this version or an older one.</exception>
    public static LedgerEvent Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<LedgerEvent>(body, Options) ?? throw new JsonException("It is null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new LamellaException(ErrorCodes.LedgerUnreadable, $"An event is not one that this version knows: {e.Message}",
                "If a newer version wrote the ledger, read it with that version.", e);
        }
    }

    private static void OrderProperties(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var ordered = type.Properties.OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        type.Properties.Clear();
        foreach (var property in ordered)
            type.Properties.Add(property);
    }
}
