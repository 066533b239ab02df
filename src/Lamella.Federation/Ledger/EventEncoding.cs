using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lamella.Federation.Ledger.Events;

namespace Lamella.Federation.Ledger;

/// <summary>
/// The canonical bytes of an event: UTF-8 JSON without white space, <c>event</c> first and then the keys in ordinal order, nulls left out, enums by
/// name, numbers in shortest round-trip form, nothing escaped that need not be. An event's name is its version: a changed event gets a new name, and the
/// old one stays readable.
/// </summary>
public static class EventEncoding
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Encoder = LedgerTextEncoder.Instance,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OrderProperties, RequireFields } },
    };

    /// <summary>The canonical bytes.</summary>
    public static ImmutableArray<byte> Encode(LedgerEvent e) => ImmutableCollectionsMarshal.AsImmutableArray(JsonSerializer.SerializeToUtf8Bytes(e, Options));

    /// <summary>Reads an event back. What it gives is well formed and has exactly these bytes: there is one writing of an event, and no half of one.</summary>
    /// <exception cref="LamellaException">The bytes are no event of this version or an older one (<see cref="ErrorCodes.LedgerUnreadable"/>, and nothing else).</exception>
    public static LedgerEvent Decode(ReadOnlySpan<byte> body)
    {
        LedgerEvent e;
        try
        {
            e = JsonSerializer.Deserialize<LedgerEvent>(body, Options) ?? throw new JsonException("It is null.");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Unreadable(fault.Message, fault);
        }

        if (EventForm.Fault(e) is { } wrong)
            throw Unreadable($"its {wrong}.");
        return Encode(e).AsSpan().SequenceEqual(body) ? e : throw Unreadable("it is not in canonical form.");
    }

    private static LamellaException Unreadable(string why, Exception? inner = null) => new(
        ErrorCodes.LedgerUnreadable, $"An event is not one that this version knows: {why}", "If a newer version wrote the ledger, read it with that version.", inner);

    private static void OrderProperties(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var ordered = type.Properties.OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        type.Properties.Clear();
        foreach (var property in ordered)
            type.Properties.Add(property);
    }

    /// <summary>A field that is not there would be null or 0 without anybody having said so.</summary>
    private static void RequireFields(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties)
            property.IsRequired = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is null : !property.IsSetNullable;
    }
}
