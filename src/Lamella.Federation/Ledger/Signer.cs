using System.Text.Json;
using System.Text.Json.Serialization;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger;

/// <summary>Who signs an entry: the coordinator, written <c>@coordinator</c> (no site can be named so), or a site by its id.</summary>
[JsonConverter(typeof(SignerJsonConverter))]
public readonly record struct Signer
{
    private const string CoordinatorName = "@coordinator";

    private readonly SiteId site;

    private Signer(SiteId site) => this.site = site;

    /// <summary>The coordinator.</summary>
    public static Signer Coordinator => default;

    /// <summary>The site; null when it is the coordinator.</summary>
    public SiteId? Site => site.Value.Length == 0 ? null : site;

    /// <summary>A site.</summary>
    public static Signer Of(SiteId site) => new(site);

    /// <summary>Reads the written form; null when it is none.</summary>
    public static Signer? Parse(string text) => text == CoordinatorName ? Coordinator : SiteId.IsValid(text) ? Of(new SiteId(text)) : null;

    /// <inheritdoc />
    public override string ToString() => Site?.Value ?? CoordinatorName;
}

/// <summary>A signer is its written form in JSON.</summary>
internal sealed class SignerJsonConverter : JsonConverter<Signer>
{
    /// <inheritdoc />
    public override Signer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Signer.Parse(reader.GetString() ?? "") ?? throw new JsonException("Not a signer.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Signer value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
