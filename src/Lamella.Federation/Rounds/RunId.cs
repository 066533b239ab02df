using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamella.Federation.Rounds;

/// <summary>One federated run: a strategy of a study under a seed.</summary>
/// <param name="ProtocolSha256">Hash of the protocol, which names the study.</param>
/// <param name="Strategy">Name of the strategy.</param>
/// <param name="Seed">Seed of the run.</param>
[JsonConverter(typeof(RunIdJsonConverter))]
public readonly record struct RunId(string ProtocolSha256, string Strategy, ulong Seed) : IComparable<RunId>
{
    /// <summary>Length of a hash in hex.</summary>
    private const int HashLength = 64;

    /// <summary>The whole id in one word: hash, strategy and seed between slashes.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{ProtocolSha256}/{Strategy}/{Seed}");

    /// <summary>Reads <see cref="ToText"/> back; null when it is no run id.</summary>
    public static RunId? Parse(string? text)
    {
        var last = text?.LastIndexOf('/') ?? -1;
        if (last <= HashLength || text![HashLength] != '/' || !ulong.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return null;
        return new RunId(text[..HashLength], text[(HashLength + 1)..last], seed);
    }

    /// <summary>By protocol, strategy and seed: the same order in every process.</summary>
    public int CompareTo(RunId other)
    {
        var order = string.CompareOrdinal(ProtocolSha256, other.ProtocolSha256);
        if (order == 0)
            order = string.CompareOrdinal(Strategy, other.Strategy);
        return order != 0 ? order : Seed.CompareTo(other.Seed);
    }

    /// <summary>For people: the hash cut to 12 digits.</summary>
    public override string ToString() => $"{ProtocolSha256[..12]}/{Strategy}/{Seed}";
}

/// <summary>A run id is one word in JSON.</summary>
internal sealed class RunIdJsonConverter : JsonConverter<RunId>
{
    /// <inheritdoc />
    public override RunId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RunId.Parse(reader.GetString()) ?? throw new JsonException("Not a run id.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToText());
}
