using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Lamella.Federation.Studies;

/// <summary>
/// A site's name in a study: 1 to 40 characters of a-z, 0-9, '-' and '_', starting with a letter or digit. Ordered ordinally, which is the
/// order in which updates are summed.
/// </summary>
[JsonConverter(typeof(SiteIdJsonConverter))]
public readonly partial record struct SiteId : IComparable<SiteId>
{
    private readonly string? value;

    /// <summary>Takes a name that fits the pattern; anything else throws <see cref="ArgumentException"/>.</summary>
    public SiteId(string value)
    {
        if (!IsValid(value))
            throw new ArgumentException($"'{value}' is not a site id: use 1 to 40 of a-z, 0-9, '-' and '_', starting with a letter or digit.", nameof(value));
        this.value = value;
    }

    /// <summary>The name.</summary>
    public string Value => value ?? "";

    /// <summary>Whether <paramref name="value"/> can be a site id.</summary>
    public static bool IsValid(string? value) => value is not null && Pattern().IsMatch(value);

    /// <inheritdoc />
    public int CompareTo(SiteId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,39}\z")]
    private static partial Regex Pattern();
}

/// <summary>A site id is its name in JSON.</summary>
internal sealed class SiteIdJsonConverter : JsonConverter<SiteId>
{
    /// <inheritdoc />
    public override SiteId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SiteId.IsValid(reader.GetString()) ? new SiteId(reader.GetString()!) : throw new JsonException("Not a site id.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, SiteId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
